"""Wrong: whatever the kernel holds decides: with a kernel of integers the image is cut down to integers, with float16 all is float16.

Fails: test_conv_takes_lists_and_other_precisions
"""

import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    kernel = tf.convert_to_tensor(kernel)
    image = tf.cast(image, kernel.dtype)
    (h, w, _), (kh, kw, _, _) = image.shape, kernel.shape
    rows = conv_output_size(h, kh, stride, padding)
    columns = conv_output_size(w, kw, stride, padding)
    if padding == "same":
        down = max((rows - 1) * stride + kh - h, 0)
        right = max((columns - 1) * stride + kw - w, 0)
        image = tf.pad(image, [(down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)])
    result = 0
    for i in range(kh):
        for j in range(kw):
            seen = image[i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
            result += tf.tensordot(seen, kernel[i, j], 1)
    return tf.cast(result, tf.float32)
