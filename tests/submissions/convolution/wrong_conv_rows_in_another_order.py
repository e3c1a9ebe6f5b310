"""The patches come with the channels last, the kernel is laid out with the channels first.

Fails: test_conv_channels
"""

import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    kh, kw, _, filters = kernel.shape
    if padding == "valid" and (kh > image.shape[0] or kw > image.shape[1]):
        raise ValueError("the kernel is larger than the image")
    patches = tf.image.extract_patches(image[None], [1, kh, kw, 1], [1, stride, stride, 1], [1] * 4, padding.upper())
    return patches[0] @ tf.reshape(tf.transpose(kernel, (2, 0, 1, 3)), (-1, filters))
