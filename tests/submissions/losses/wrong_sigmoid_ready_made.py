"""Calls tf.sigmoid.

Fails: test_activations_by_hand
"""
import tensorflow as tf


def sigmoid(x):
    return tf.sigmoid(tf.cast(x, tf.float32))
