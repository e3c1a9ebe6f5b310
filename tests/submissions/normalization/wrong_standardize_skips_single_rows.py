"""One row alone is handed back as it is.

Fails: test_standardize_one_row
"""

import numpy as np
import tensorflow as tf


def standardize(x, axis=0):
    x = np.array(x, "float32")
    if x.shape[axis] == 1:
        return tf.constant(x)
    constant = x.max(axis=axis, keepdims=True) == x.min(axis=axis, keepdims=True)
    z = (x - x.mean(axis=axis, keepdims=True, dtype="float64")) / np.where(constant, 1, x.std(axis=axis, keepdims=True, dtype="float64"))
    return tf.constant(np.where(constant, 0, z), tf.float32)
