"""The mean of integers is an integer.

Fails: test_standardize_takes_lists_and_other_precisions
"""

import tensorflow as tf


def standardize(x, axis=0):
    given = tf.convert_to_tensor(x)
    x = tf.cast(given, tf.float64)
    constant = tf.reduce_max(given, axis, True) == tf.reduce_min(given, axis, True)
    mean = tf.reduce_mean(x if given.dtype.is_floating else given, axis, True)
    deviation = tf.math.reduce_std(x, axis, True)
    z = (x - tf.cast(mean, tf.float64)) / tf.where(constant, tf.ones_like(deviation), deviation)
    return tf.cast(tf.where(constant, tf.zeros_like(z), z), tf.float32)
