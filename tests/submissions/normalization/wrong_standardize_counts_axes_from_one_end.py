"""A negative axis is taken for the first one.

Fails: test_standardize_other_axes
"""

import tensorflow as tf


def standardize(x, axis=0):
    x, axis = tf.cast(x, tf.float32), max(axis, 0)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered**2, axis, keepdims=True))
    return tf.where(constant, 0.0, centered / tf.where(constant, 1.0, deviation))
