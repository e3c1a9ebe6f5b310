"""Wrong: float64 in, float64 out.

Fails: test_mean_of_other_inputs
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.convert_to_tensor(values)
    kept = tf.where(mask, values, tf.zeros_like(values))
    return tf.math.divide_no_nan(tf.reduce_sum(kept, axis), tf.reduce_sum(tf.cast(mask, values.dtype), axis))
