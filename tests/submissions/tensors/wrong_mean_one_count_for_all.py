"""Wrong: every slice is divided by the same count.

Fails: test_mean_along_an_axis
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    counts = tf.reduce_sum(tf.cast(mask, tf.float32), axis)
    return tf.math.divide_no_nan(tf.reduce_sum(values, axis), tf.reduce_max(counts) if tf.size(counts) > 0 else counts)
