"""Forgets keepdims: sums broadcast along the wrong axis, or not at all.

Fails: test_softmax_values
"""
import tensorflow as tf


def softmax(logits, axis=-1):
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits, axis=axis, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=axis)
