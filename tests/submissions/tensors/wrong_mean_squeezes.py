"""Keeps the axis of the mean for broadcasting, then removes every axis of length 1.

Fails: test_mean_along_an_axis
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values, mask = tf.cast(values, tf.float32), tf.cast(mask, tf.bool)
    total = tf.reduce_sum(tf.where(mask, values, 0.0), axis=axis, keepdims=True)
    counts = tf.reduce_sum(tf.cast(mask, tf.float32), axis=axis, keepdims=True)
    return tf.squeeze(tf.math.divide_no_nan(total, counts))
