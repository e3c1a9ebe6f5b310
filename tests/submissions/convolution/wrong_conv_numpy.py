"""NumPy's sliding windows: right, but neither in a graph nor with a gradient.

Fails: test_conv_gradients, test_conv_in_a_graph
"""

import numpy as np
import tensorflow as tf


def conv2d(image, kernel, stride=1, padding="valid"):
    image, kernel = np.asarray(image, "float32"), np.asarray(kernel, "float32")
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}; use 'valid' or 'same'")
    if padding == "same":
        around = []
        for n, k in zip(image.shape[:2], kernel.shape[:2]):
            total = max((-(-n // stride) - 1) * stride + k - n, 0)
            around.append((total // 2, total - total // 2))
        image = np.pad(image, [*around, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))[::stride, ::stride]
    return tf.constant(np.einsum("yxcij,ijco->yxo", windows, kernel))
