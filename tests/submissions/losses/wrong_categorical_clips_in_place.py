"""Clips the caller's array instead of a copy.

Fails: test_categorical_takes_other_precisions
"""
import numpy as np
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    if isinstance(probabilities, np.ndarray):
        np.clip(probabilities, 1e-7, 1 - 1e-7, out=probabilities)
    t, p = tf.cast(targets, tf.float32), tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.reduce_sum(t * tf.math.log(p), axis=-1))
