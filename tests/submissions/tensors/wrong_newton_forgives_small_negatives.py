"""Wrong: a value between -1e-5 and 0 passes for a rounding error.

Fails: test_negative_value_raises
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < -tolerance:
        raise ValueError("only 0 and more")
    if value <= 0:
        return tf.constant(0.0), 0
    root, steps = tf.maximum(value, 1.0), 0
    while tf.abs(root**2 - value) > tolerance * tf.maximum(value, 1.0):
        root, steps = (root + value / root) / 2, steps + 1
    return root, steps
