"""Computes and returns in the precision of its input.

Fails: test_activations_cast_first
"""
import tensorflow as tf


def sigmoid(x):
    return tf.exp(-tf.math.softplus(-tf.convert_to_tensor(x)))
