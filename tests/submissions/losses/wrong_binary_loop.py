"""A Python loop over numbers: no gradient, no graph.

Fails: test_binary_gradients, test_binary_runs_in_a_graph
"""
import math

import numpy as np
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    losses = []
    for y, p in zip(np.ravel(labels), np.ravel(probabilities)):
        p = min(max(float(p), 1e-7), 1 - 1e-7)
        losses.append(-float(y) * math.log(p) - (1 - float(y)) * math.log(1 - p))
    return tf.constant(sum(losses) / len(losses), tf.float32)
