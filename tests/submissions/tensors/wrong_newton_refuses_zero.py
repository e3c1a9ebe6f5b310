"""Wrong: 0 is refused along with the negative numbers.

Fails: test_zero_needs_no_steps
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value <= 0:
        raise ValueError("not positive")
    root, steps = tf.maximum(value, 1.0), 0
    while tf.abs(root**2 - value) > tolerance * tf.maximum(value, 1.0):
        root, steps = (root + value / root) / 2, steps + 1
    return root, steps
