"""Zeroes entries of the caller's array.

Fails: test_dropout_takes_other_precisions
"""
import numpy as np
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    if training and isinstance(x, np.ndarray) and x.flags.writeable:
        x[np.random.default_rng(seed).random(x.shape) < rate] = 0
        return tf.cast(x / (1 - rate), tf.float32)
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    keep = np.random.default_rng(seed).random(x.shape) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
