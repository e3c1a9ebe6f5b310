"""Wrong: computed by NumPy: no gradients, no graph.

Fails: test_cell_gradients, test_cell_in_a_graph, test_cell_returns_a_tensor
"""

import numpy as np


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (np.asarray(value, "float32") for value in (x, h, kernel, recurrent, bias))
    return np.tanh(x @ kernel + h @ recurrent + bias)
