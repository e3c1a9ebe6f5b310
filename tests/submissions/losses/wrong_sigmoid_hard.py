"""The piecewise linear imitation of a sigmoid.

Fails: test_sigmoid_values, test_sigmoid_gradients
"""
import tensorflow as tf


def sigmoid(x):
    return tf.clip_by_value(tf.cast(x, tf.float32) / 6 + 0.5, 0.0, 1.0)
