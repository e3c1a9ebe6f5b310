"""Wrong: large entries take larger steps than eps.

Fails: test_gradient_check_follows_the_formula
"""

import numpy as np
import tensorflow as tf


def gradient_check(fn, x, eps=1e-3):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    slopes = tf.convert_to_tensor(tape.gradient(y, x, unconnected_gradients="zero")).numpy().ravel()
    entries = tf.convert_to_tensor(x).numpy().ravel()
    differences = np.zeros_like(slopes)
    for index, entry in enumerate(entries):
        step = eps * max(1.0, abs(entry))
        moved = np.zeros_like(entries)
        moved[index] = step
        after, before = (fn(tf.reshape(tf.constant(side), x.shape)) for side in (entries + moved, entries - moved))
        differences[index] = (float(after) - float(before)) / (2 * step)
    sizes = np.maximum(np.abs(slopes), np.abs(differences))
    sizes = np.maximum(sizes, 0.01 * sizes.max())
    return float(tf.reduce_max(tf.math.divide_no_nan(np.abs(slopes - differences), sizes)))
