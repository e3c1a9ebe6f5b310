"""One mean and one deviation for the whole table.

Fails: test_standardize_columns
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x)
    deviation = tf.sqrt(tf.reduce_mean(centered**2))
    return tf.where(constant, 0.0, centered / tf.where(constant, 1.0, deviation))
