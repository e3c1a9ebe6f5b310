"""The formula itself: its gradient is NaN far below zero.

Fails: test_sigmoid_gradients_at_extremes
"""
import tensorflow as tf


def sigmoid(x):
    return 1 / (1 + tf.exp(-tf.cast(x, tf.float32)))
