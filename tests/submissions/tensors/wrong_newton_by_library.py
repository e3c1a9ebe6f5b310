"""Wrong: the root is tf.sqrt's, which is not what the iteration reaches at a wide tolerance.

Fails: test_tolerance
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError("below 0")
    if value == 0:
        return tf.constant(0.0), 0
    root, steps = tf.maximum(value, 1.0), 0
    while tf.abs(root**2 - value) > tolerance * tf.maximum(value, 1.0):
        root, steps = (root + value / root) / 2, steps + 1
    return tf.sqrt(value), steps
