"""Wrong: the axis stays with length 1.

Fails: test_mean_along_an_axis
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    keep = axis is not None
    counts = tf.reduce_sum(tf.cast(mask, tf.float32), axis, keepdims=keep)
    return tf.math.divide_no_nan(tf.reduce_sum(values, axis, keepdims=keep), counts)
