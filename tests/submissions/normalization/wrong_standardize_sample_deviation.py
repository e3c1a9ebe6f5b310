"""Divides the squares by one less than there are.

Fails: test_standardize_population_deviation
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    n = x.shape[axis]
    deviation = tf.sqrt(tf.reduce_sum(centered**2, axis, keepdims=True) / max(n - 1, 1))
    return tf.where(constant, 0.0, centered / tf.where(constant, 1.0, deviation))
