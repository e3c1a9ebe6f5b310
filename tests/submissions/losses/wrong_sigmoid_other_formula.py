"""exp(x) / (1 + exp(x)) is infinity over infinity far above zero.

Fails: test_sigmoid_at_extremes
"""
import tensorflow as tf


def sigmoid(x):
    powers = tf.exp(tf.cast(x, tf.float32))
    return powers / (1 + powers)
