"""Wrong: the limit is relative to the value even below 1.

Fails: test_steps
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError("below 0")
    if value == 0:
        return tf.constant(0.0), 0
    root, steps = tf.maximum(value, 1.0), 0
    while tf.abs(root**2 - value) > tolerance * value and steps < 300:
        root, steps = (root + value / root) / 2, steps + 1
    return root, steps
