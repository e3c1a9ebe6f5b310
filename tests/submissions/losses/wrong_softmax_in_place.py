"""Shifts the caller's array in place.

Fails: test_activations_keep_their_input
"""
import numpy as np
import tensorflow as tf


def softmax(logits, axis=-1):
    if isinstance(logits, np.ndarray):
        logits -= logits.max(axis=axis, keepdims=True)
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits, axis=axis, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
