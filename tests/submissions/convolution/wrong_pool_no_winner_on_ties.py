"""A value counts if it is larger than all others: equal ones all lose.

Fails: test_pool_gradients_of_ties
"""

import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(image, tf.float32)
    stride = size if stride is None else stride
    height, width, _ = image.shape
    parts = [
        image[i : height - size + i + 1 : stride, j : width - size + j + 1 : stride]
        for i in range(size)
        for j in range(size)
    ]
    best = parts[0]
    for part in parts[1:]:
        best = tf.where(best > part, best, 0.0) + tf.where(part > best, part, 0.0)
    return best
