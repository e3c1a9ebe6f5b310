"""Wrong: a float.

Fails: test_dense_count_is_an_int
"""

import numpy as np


def dense_params(n_in, n_out, use_bias=True):
    return np.prod([n_in + use_bias, n_out], dtype="float64")
