"""Constant columns are divided by 1, and keep what rounding left of them.

Fails: test_standardize_constant_columns
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered**2, axis, keepdims=True))
    return centered / tf.where(constant, 1.0, deviation)
