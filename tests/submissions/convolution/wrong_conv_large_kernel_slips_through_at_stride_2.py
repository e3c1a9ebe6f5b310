"""Refuses a large kernel where the quotient is negative before one is added: at stride 2, one cell too many passes.

Fails: test_conv_rejects_large_kernels
"""

import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    (h, w, _), (kh, kw, _, c_out) = image.shape, kernel.shape
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if padding == "valid" and (int((h - kh) / stride) < 0 or int((w - kw) / stride) < 0):
        raise ValueError(f"a kernel of {kh}×{kw} does not fit into {h}×{w}")
    patches = tf.image.extract_patches(
        image[None], [1, kh, kw, 1], [1, stride, stride, 1], [1, 1, 1, 1], padding.upper()
    )
    return tf.tensordot(patches[0], tf.reshape(kernel, (-1, c_out)), axes=1)
