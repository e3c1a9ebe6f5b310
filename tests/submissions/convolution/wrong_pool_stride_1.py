"""The stride is 1 where none is given.

Fails: test_pool_default
"""

import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(image, tf.float32)
    stride = stride or 1
    height, width, _ = image.shape
    parts = [
        image[i : height - size + i + 1 : stride, j : width - size + j + 1 : stride]
        for i in range(size)
        for j in range(size)
    ]
    return tf.reduce_max(tf.stack(parts), axis=0)
