"""Subtracts the largest logit of the whole batch: rows far below it become 0 / 0.

Fails: test_softmax_at_extremes
"""
import tensorflow as tf


def softmax(logits, axis=-1):
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits))
    return powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
