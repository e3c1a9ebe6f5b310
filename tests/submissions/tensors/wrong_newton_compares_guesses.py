"""Wrong: stops when two guesses are close to each other.

Fails: test_steps
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError("below 0")
    if value == 0:
        return tf.constant(0.0), 0
    root, last, steps = tf.maximum(value, 1.0), 0.0, 0
    while tf.abs(root - last) > tolerance * tf.maximum(value, 1.0) and steps < 300:
        root, last, steps = (root + value / root) / 2, root, steps + 1
    return root, steps
