"""The maximum always along the last axis, the sum along the one asked for.

Fails: test_softmax_along_any_axis
"""
import tensorflow as tf


def softmax(logits, axis=-1):
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits, axis=-1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
