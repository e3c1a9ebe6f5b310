"""Adds 1e-7 inside the logarithms instead of clipping.

Fails: test_binary_clips_and_adds_nothing
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y, p = tf.cast(labels, tf.float32), tf.cast(probabilities, tf.float32)
    return -tf.reduce_mean(y * tf.math.log(p + 1e-7) + (1 - y) * tf.math.log(1 - p + 1e-7))
