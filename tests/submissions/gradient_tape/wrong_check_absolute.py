"""Wrong: the absolute difference.

Fails: test_gradient_check_finds_wrong_gradients
"""

import numpy as np
import tensorflow as tf


def gradient_check(fn, x, eps=1e-3):
    x = tf.convert_to_tensor(tf.cast(x, tf.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    g = tape.gradient(y, x, unconnected_gradients="zero").numpy().ravel()
    place = x.numpy().ravel()
    d = np.zeros_like(g)
    for i in range(place.size):
        move = np.zeros_like(place)
        move[i] = eps
        up, down = (float(fn(tf.constant(side.reshape(x.shape)))) for side in (place + move, place - move))
        d[i] = (up - down) / (2 * eps)
    size = np.maximum(np.abs(g), np.abs(d))
    size = np.maximum(size, 0.01 * size.max())
    error = np.where(size > 0, np.abs(g - d), 0)
    return float(error.max())
