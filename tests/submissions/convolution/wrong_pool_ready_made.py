"""TensorFlow's own pooling.

Fails: test_pool_by_hand
"""

import tensorflow as tf


def max_pool2d(image, size=2, stride=None):
    image = tf.cast(image, tf.float32)
    return tf.nn.max_pool2d(image[tf.newaxis], size, stride or size, "VALID")[0]
