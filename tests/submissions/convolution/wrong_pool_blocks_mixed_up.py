"""The blocks are reshaped in the wrong order: right shape, wrong neighbors.

Fails: test_pool_default
"""

import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(image, tf.float32)
    stride = stride or size
    height, width, channels = image.shape
    if stride != size:
        parts = [
            image[i : height - size + i + 1 : stride, j : width - size + j + 1 : stride]
            for i in range(size)
            for j in range(size)
        ]
        return tf.reduce_max(tf.stack(parts), axis=0)
    rows, columns = height // size, width // size
    blocks = tf.reshape(image[: rows * size, : columns * size], (rows, columns, size, size, channels))
    return tf.reduce_max(blocks, axis=(2, 3))
