"""NumPy: no gradient, no graph.

Fails: test_pooling_gradients, test_pooling_runs_in_a_graph
"""
import numpy as np
import tensorflow as tf


def global_average_pooling(x):
    return tf.constant(np.asarray(x, "float32").mean(axis=(1, 2)))
