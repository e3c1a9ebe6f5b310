"""Computed by NumPy: no graph and no gradient.

Fails: test_lstm_in_a_graph, test_lstm_gradients
"""

import numpy as np
import tensorflow as tf


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c, kernel, recurrent, bias = (np.asarray(t, "float32") for t in (x, h, c, kernel, recurrent, bias))
    i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return tf.constant(sigmoid(o) * np.tanh(c)), tf.constant(c)
