"""A column counts as constant when its deviation is zero: rounding says no.

Fails: test_standardize_constant_columns
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered**2, axis, keepdims=True))
    constant = deviation == 0
    return tf.where(constant, 0.0, centered / tf.where(constant, 1.0, deviation))
