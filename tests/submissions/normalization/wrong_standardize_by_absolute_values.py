"""Wrong: a column whose numbers differ in their signs alone counts as constant.

Fails: test_standardize_beside_a_constant_column
"""

import tensorflow as tf


def standardize(x, axis=0):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    sizes = tf.abs(x)
    constant = tf.equal(tf.reduce_max(sizes, axis, keepdims=True), tf.reduce_min(sizes, axis, keepdims=True))
    centered = x - tf.reduce_mean(x, axis, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(tf.square(centered), axis, keepdims=True))
    return tf.where(constant, tf.zeros_like(x), centered / tf.where(constant, tf.ones_like(deviation), deviation))
