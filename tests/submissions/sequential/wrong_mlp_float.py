"""Wrong: a float, from NumPy's default dtype.

Fails: test_mlp_count_is_an_int
"""

import numpy as np


def mlp_params(layer_sizes):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes or more")
    return np.dot(np.array(layer_sizes[:-1]) + 1.0, layer_sizes[1:])
