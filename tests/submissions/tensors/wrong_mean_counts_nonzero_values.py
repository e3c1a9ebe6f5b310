"""Wrong: a value of 0 does not count.

Fails: test_mean_of_all
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    counts = tf.math.count_nonzero(values, axis=axis, dtype=tf.float32)
    return tf.math.divide_no_nan(tf.reduce_sum(values, axis), counts)
