"""An image of integers gives integers.

Fails: test_pool_takes_lists_and_other_precisions
"""

import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    image = tf.convert_to_tensor(image)
    if image.dtype.is_floating:
        image = tf.cast(image, tf.float32)
    stride = size if stride is None else stride
    height, width, _ = image.shape
    parts = [
        image[i : height - size + i + 1 : stride, j : width - size + j + 1 : stride]
        for i in range(size)
        for j in range(size)
    ]
    return tf.reduce_max(tf.stack(parts), axis=0)
