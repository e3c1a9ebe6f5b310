"""What holds floats is cast, an image of integers is not: it cannot be multiplied by the kernel.

Fails: test_conv_takes_lists_and_other_precisions
"""

import tensorflow as tf


def output_size(size, kernel, stride, padding):
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if padding == "valid" and kernel > size:
        raise ValueError(f"a kernel of {kernel} does not fit into {size}")
    return -(-(size if padding == "same" else size - kernel + 1) // stride)


def zeros(size, kernel, stride):
    total = max((output_size(size, kernel, stride, "same") - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = tf.convert_to_tensor(image), tf.convert_to_tensor(kernel)
    image, kernel = (tf.cast(x, tf.float32) if x.dtype.is_floating else x for x in (image, kernel))
    kh, kw = kernel.shape[:2]
    rows = output_size(image.shape[0], kh, stride, padding)
    columns = output_size(image.shape[1], kw, stride, padding)
    if padding == "same":
        image = tf.pad(image, [zeros(image.shape[0], kh, stride), zeros(image.shape[1], kw, stride), (0, 0)])
    result = 0.0
    for i in range(kh):
        for j in range(kw):
            seen = image[i : i + rows * stride - stride + 1 : stride, j : j + columns * stride - stride + 1 : stride]
            result += seen @ kernel[i, j]
    return result
