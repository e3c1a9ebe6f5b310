"""Wrong: moves all entries at once.

Fails: test_gradient_check_finds_wrong_gradients
"""

import tensorflow as tf


def gradient_check(fn, x, eps=1e-3):
    x = tf.convert_to_tensor(tf.cast(x, tf.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    g = float(tf.reduce_sum(tape.gradient(y, x, unconnected_gradients="zero")))
    d = float(fn(x + eps) - fn(x - eps)) / (2 * eps)
    size = max(abs(g), abs(d))
    return abs(g - d) / size if size else 0.0
