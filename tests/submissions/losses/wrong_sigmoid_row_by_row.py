"""Goes through the first axis: a single number has none, an empty batch no rows.

Fails: test_activations_take_any_shape
"""
import tensorflow as tf


def sigmoid(x):
    return tf.stack([tf.exp(-tf.math.softplus(-row)) for row in tf.unstack(tf.cast(x, tf.float32))])
