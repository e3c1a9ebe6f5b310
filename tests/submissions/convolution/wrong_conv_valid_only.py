"""Same is checked, and then forgotten.

Fails: test_conv_same_odd_kernel, test_conv_same_even_kernel
"""

import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    kh, kw, _, filters = kernel.shape
    if kh > image.shape[0] or kw > image.shape[1]:
        raise ValueError("the kernel is larger than the image")
    patches = tf.image.extract_patches(image[None], [1, kh, kw, 1], [1, stride, stride, 1], [1] * 4, "VALID")
    return patches[0] @ tf.reshape(kernel, (-1, filters))
