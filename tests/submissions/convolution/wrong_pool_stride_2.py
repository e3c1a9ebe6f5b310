"""The stride is 2 where none is given, whatever the size.

Fails: test_pool_stride_is_the_size
"""

import tensorflow as tf


def max_pool2d(image, size=2, stride=2):
    image = tf.cast(image, tf.float32)
    height, width, _ = image.shape
    parts = [
        image[i : height - size + i + 1 : stride, j : width - size + j + 1 : stride]
        for i in range(size)
        for j in range(size)
    ]
    return tf.reduce_max(tf.stack(parts), axis=0)
