"""Leaves TensorFlow: no gradient comes back, and no graph can be made of it.

Fails: test_sigmoid_gradients, test_activations_run_in_a_graph
"""
import numpy as np
import tensorflow as tf


def sigmoid(x):
    x = np.asarray(x, "float32")
    return tf.constant(np.exp(-np.logaddexp(0, -x)), tf.float32)
