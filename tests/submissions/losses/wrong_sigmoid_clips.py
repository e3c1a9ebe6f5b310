"""Clips x to ±15: nothing overflows, but -10,000 gives as much as -15.

Fails: test_sigmoid_at_extremes
"""
import tensorflow as tf


def sigmoid(x):
    return 1 / (1 + tf.exp(-tf.clip_by_value(tf.cast(x, tf.float32), -15.0, 15.0)))
