"""Divides within the caller's array.

Fails: test_scale_takes_lists_and_other_precisions
"""

import numpy as np
import tensorflow as tf


def scale(x):
    x = np.asarray(x, "float32")
    if x.flags.writeable and x.any() and x.ndim:
        x /= np.abs(x).max()
        return tf.constant(x)
    return tf.constant(x / (np.abs(x).max() or 1.0))
