"""Wrong: the floor is 1 % of the largest entry by sign: beside large negative entries there is none, and rounding looks like a mistake.

Fails: test_gradient_check_follows_the_formula
"""

import numpy as np
import tensorflow as tf


def gradient_check(fn, x, eps=1e-3):
    x = tf.cast(x, tf.float32)
    g = gradient(fn, x).numpy().ravel()
    entries = tf.convert_to_tensor(x).numpy().ravel()
    d = np.zeros_like(g)
    for index in range(entries.size):
        moved = np.zeros_like(entries)
        moved[index] = eps
        after, before = (fn(tf.reshape(tf.constant(side), x.shape)) for side in (entries + moved, entries - moved))
        d[index] = (float(after) - float(before)) / (2 * eps)
    floor = 0.01 * max(g.max(), d.max())
    sizes = np.maximum(np.maximum(np.abs(g), np.abs(d)), floor)
    return float(tf.reduce_max(tf.math.divide_no_nan(np.abs(g - d), sizes)))
