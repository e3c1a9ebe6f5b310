"""Wrong: computes in the floating precision that was given and casts the result: float16 sums are coarse, or infinite.

Fails: test_mean_of_other_inputs
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.convert_to_tensor(values)
    total = tf.reduce_sum(tf.where(mask, values, tf.zeros_like(values)), axis=axis)
    count = tf.reduce_sum(tf.cast(mask, values.dtype), axis=axis)
    return tf.cast(tf.math.divide_no_nan(total, count), tf.float32)
