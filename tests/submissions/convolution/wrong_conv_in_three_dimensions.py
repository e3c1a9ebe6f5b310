"""The op for volumes, on an image of depth 1.

Fails: test_conv_by_hand
"""

import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if padding == "valid" and (kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]):
        raise ValueError("the kernel is larger than the image")
    return tf.nn.conv3d(image[None, None], kernel[None], [1, 1, stride, stride, 1], padding.upper())[0, 0]
