"""The mean of the squares minus the square of the mean: far from zero nothing is left of it.

Fails: test_standardize_far_away_and_small
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.abs(tf.reduce_mean(x**2, axis, keepdims=True) - tf.reduce_mean(x, axis, keepdims=True) ** 2))
    return tf.where(constant, 0.0, centered / tf.where(constant, 1.0, deviation))
