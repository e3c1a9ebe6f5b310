"""The exponential of the ready-made log-softmax.

Fails: test_activations_by_hand
"""
import tensorflow as tf


def softmax(logits, axis=-1):
    return tf.exp(tf.nn.log_softmax(tf.cast(logits, tf.float32), axis=axis))
