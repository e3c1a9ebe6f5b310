"""The precision of the input is kept.

Fails: test_standardize_takes_lists_and_other_precisions
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.convert_to_tensor(x)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered**2, axis, keepdims=True))
    return tf.where(constant, tf.zeros_like(x), centered / tf.where(constant, tf.ones_like(deviation), deviation))
