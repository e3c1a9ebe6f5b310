"""Calls the ready-made softmax on the pair (x, 0).

Fails: test_activations_by_hand
"""
import keras
import tensorflow as tf


def sigmoid(x):
    x = tf.cast(x, tf.float32)
    return keras.ops.softmax(tf.stack([x, tf.zeros_like(x)], axis=-1))[..., 0]
