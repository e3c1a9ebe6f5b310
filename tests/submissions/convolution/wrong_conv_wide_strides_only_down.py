"""Zeros are at least none down, but to the right a stride beyond the kernel asks for fewer than none.

Fails: test_conv_same_strides
"""

import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.cast(image, tf.float32), tf.cast(kernel, tf.float32)
    (h, w, _), (kh, kw, _, c_out) = image.shape, kernel.shape
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if padding == "valid" and (kh > h or kw > w):
        raise ValueError(f"a kernel of {kh}×{kw} does not fit into {h}×{w}")
    if padding == "same":
        down = max((-(-h // stride) - 1) * stride + kh - h, 0)
        right = (-(-w // stride) - 1) * stride + kw - w
        image = tf.pad(image, [[down // 2, down - down // 2], [right // 2, right - right // 2], [0, 0]])
    seen = tf.image.extract_patches(image[None], [1, kh, kw, 1], [1, stride, stride, 1], [1, 1, 1, 1], "VALID")[0]
    return tf.tensordot(seen, tf.reshape(kernel, (-1, c_out)), axes=1)
