"""Stops the gradient at the sum.

Fails: test_softmax_gradients
"""
import tensorflow as tf


def softmax(logits, axis=-1):
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.stop_gradient(tf.reduce_max(logits, axis=axis, keepdims=True)))
    return powers / tf.stop_gradient(tf.reduce_sum(powers, axis=axis, keepdims=True))
