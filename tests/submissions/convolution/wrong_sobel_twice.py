"""The same kernel twice.

Fails: test_sobel_along_y
"""

import numpy as np
import tensorflow as tf


def sobel_kernels():
    x = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    return tf.constant(np.stack([x, x], axis=-1)[:, :, None])
