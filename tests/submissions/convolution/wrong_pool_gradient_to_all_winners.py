"""Every pixel that equals the maximum gets the whole gradient.

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
    stacked = tf.stack(parts)
    best = tf.stop_gradient(tf.reduce_max(stacked, axis=0))
    shares = tf.where(stacked == best, stacked, 0.0)
    return best + tf.reduce_sum(shares - tf.stop_gradient(shares), axis=0)
