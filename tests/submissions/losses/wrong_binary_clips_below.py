"""Clips from below alone: a confident mistake on label 0 is infinite.

Fails: test_binary_clips
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y, p = tf.cast(labels, tf.float32), tf.maximum(tf.cast(probabilities, tf.float32), 1e-7)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
