"""The axis names what is kept, not what is averaged over.

Fails: test_standardize_columns
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(x, tf.float32)
    axis = [a for a in range(len(x.shape)) if a != axis % len(x.shape)]
    constant = tf.reduce_max(x, axis, keepdims=True) == tf.reduce_min(x, axis, keepdims=True)
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centered**2, axis, keepdims=True))
    return tf.where(constant, 0.0, centered / tf.where(constant, 1.0, deviation))
