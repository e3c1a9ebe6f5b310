"""NumPy takes the maximum, and the tape sees nothing.

Fails: test_pool_gradients, test_pool_in_a_graph
"""

import numpy as np
import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    image = np.array(image, "float32")
    stride = size if stride is None else stride
    height, width, _ = image.shape
    parts = [
        image[i : height - size + i + 1 : stride, j : width - size + j + 1 : stride]
        for i in range(size)
        for j in range(size)
    ]
    return tf.constant(np.max(parts, axis=0))
