"""Wrong: the limit does not grow with the value.

Fails: test_extremes, test_tolerance
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError("below 0")
    if value == 0:
        return tf.constant(0.0), 0
    root, steps = tf.maximum(value, 1.0), 0
    while tf.abs(root**2 - value) > tolerance and steps < 100:
        root, steps = (root + value / root) / 2, steps + 1
    return root, steps
