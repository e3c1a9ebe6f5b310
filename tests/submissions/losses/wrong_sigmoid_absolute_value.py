"""Uses the absolute value, whose slope at 0 is taken as 0.

Fails: test_sigmoid_gradient_at_zero
"""
import tensorflow as tf


def sigmoid(x):
    x = tf.cast(x, tf.float32)
    powers = tf.exp(-tf.abs(x))
    return tf.where(x >= 0, 1.0, powers) / (1 + powers)
