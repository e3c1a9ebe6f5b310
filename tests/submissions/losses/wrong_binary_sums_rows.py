"""Sums the last axis before the mean.

Fails: test_binary_is_a_mean_over_everything
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y = tf.cast(labels, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    losses = -(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
    return tf.reduce_mean(losses if len(losses.shape) == 1 else tf.reduce_sum(losses, axis=-1))
