"""The axis is moved to the front, and back by the same permutation.

Fails: test_standardize_other_axes
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    axis = axis % x.shape.rank
    order = [axis] + [other for other in range(x.shape.rank) if other != axis]
    x = tf.transpose(x, order)
    constant = tf.reduce_max(x, 0) == tf.reduce_min(x, 0)
    wide = tf.cast(x, tf.float64)
    deviation = tf.math.reduce_std(wide, 0)
    z = (wide - tf.reduce_mean(wide, 0)) / tf.where(constant, tf.ones_like(deviation), deviation)
    z = tf.where(constant, tf.zeros_like(z), z)
    return tf.cast(tf.transpose(z, order), tf.float32)
