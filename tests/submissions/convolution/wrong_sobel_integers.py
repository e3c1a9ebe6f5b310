"""Integers stay integers.

Fails: test_sobel_dtype
"""

import numpy as np
import tensorflow as tf


def sobel_kernels():
    x = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return tf.constant(np.stack([x, x.T], axis=-1)[:, :, None])
