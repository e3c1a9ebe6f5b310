"""Clips at 1e-12, which 1 - 1e-12 does not survive in float32.

Fails: test_binary_clips
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y = tf.cast(labels, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-12, 1 - 1e-12)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
