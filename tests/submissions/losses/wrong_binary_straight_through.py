"""Clips behind the gradient's back.

Fails: test_binary_gradients_where_clipped
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y, p = tf.cast(labels, tf.float32), tf.cast(probabilities, tf.float32)
    p += tf.stop_gradient(tf.clip_by_value(p, 1e-7, 1 - 1e-7) - p)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
