"""Chooses between two formulas afterwards: the gradient runs through both.

Fails: test_sigmoid_gradients_at_extremes
"""
import tensorflow as tf


def sigmoid(x):
    x = tf.cast(x, tf.float32)
    return tf.where(x >= 0, 1 / (1 + tf.exp(-x)), tf.exp(x) / (1 + tf.exp(x)))
