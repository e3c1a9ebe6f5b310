"""Clips the caller's array instead of a copy.

Fails: test_binary_takes_other_precisions
"""
import numpy as np
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    if isinstance(probabilities, np.ndarray):
        np.clip(probabilities, 1e-7, 1 - 1e-7, out=probabilities)
    y, p = tf.cast(labels, tf.float32), tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
