"""Subtracts the mean within the caller's array.

Fails: test_standardize_takes_lists_and_other_precisions
"""

import numpy as np
import tensorflow as tf


def standardize(x, axis=0):
    x = x if isinstance(x, np.ndarray) and x.dtype == np.float32 else np.array(x, "float32")
    constant = x.max(axis=axis, keepdims=True) == x.min(axis=axis, keepdims=True)
    deviation = x.std(axis=axis, keepdims=True, dtype="float64").astype("float32")
    x -= x.mean(axis=axis, keepdims=True)
    return tf.constant(np.where(constant, 0, x / np.where(constant, 1, deviation)), tf.float32)
