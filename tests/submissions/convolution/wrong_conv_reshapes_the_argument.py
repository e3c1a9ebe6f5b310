"""A NumPy kernel gets another shape for good: it belongs to the caller.

Fails: test_conv_takes_lists_and_other_precisions
"""

import numpy as np
import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image = tf.cast(image, tf.float32)
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    kh, kw, channels, filters = np.shape(kernel)
    if padding == "valid" and (kh > image.shape[0] or kw > image.shape[1]):
        raise ValueError("the kernel is larger than the image")
    if isinstance(kernel, np.ndarray):
        kernel.shape = (kh * kw * channels, filters)
    matrix = tf.reshape(tf.cast(kernel, tf.float32), (-1, filters))
    patches = tf.image.extract_patches(image[None], [1, kh, kw, 1], [1, stride, stride, 1], [1] * 4, padding.upper())
    return patches[0] @ matrix
