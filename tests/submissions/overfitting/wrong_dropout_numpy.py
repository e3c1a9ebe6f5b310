"""NumPy all the way: no gradient, no graph.

Fails: test_dropout_gradients, test_dropout_runs_in_a_graph
"""
import numpy as np
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.array(x, "float32")
    if training:
        x = x * (np.random.default_rng(seed).random(x.shape) >= rate) / np.float32(1 - rate)
    return tf.constant(x, tf.float32)
