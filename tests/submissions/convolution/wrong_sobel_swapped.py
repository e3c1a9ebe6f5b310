"""The change along y comes first.

Fails: test_sobel_along_x
"""

import numpy as np
import tensorflow as tf


def sobel_kernels():
    x = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "float32")
    return tf.constant(np.stack([x, x.T], axis=-1)[:, :, None])
