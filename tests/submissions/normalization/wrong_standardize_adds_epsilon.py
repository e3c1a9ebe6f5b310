"""A small number is added to the deviation.

Fails: test_standardize_far_away_and_small
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered**2, axis, keepdims=True))
    return tf.where(constant, 0.0, centered / (deviation + 1e-7))
