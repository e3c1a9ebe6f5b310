"""Wrong: goes over rows and columns: of a tensor with three axes, several entries move at once.

Fails: test_gradient_check_trusts_right_gradients, test_gradient_check_finds_wrong_gradients
"""

import numpy as np
import tensorflow as tf


def gradient_check(fn, x, eps=1e-3):
    x = tf.convert_to_tensor(tf.cast(x, tf.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    g = tape.gradient(y, x, unconnected_gradients="zero").numpy()
    rows = x.numpy().reshape(1, -1) if len(x.shape) < 2 else x.numpy()
    d = np.zeros_like(rows)
    for i in range(rows.shape[0]):
        for j in range(rows.shape[1]):
            step = np.zeros_like(rows)
            step[i, j] = eps
            ahead, behind = (tf.constant((rows + sign * step).reshape(x.shape)) for sign in (1, -1))
            d[i, j] = float(fn(ahead) - fn(behind)) / (2 * eps)
    d = d.reshape(x.shape)
    sizes = np.maximum(np.abs(g), np.abs(d))
    sizes = np.maximum(sizes, 0.01 * sizes.max())
    return float(np.max(np.abs(g - d) / sizes)) if sizes.max() else 0.0
