"""Wrong: the steps are counted by a tensor.

Fails: test_steps_are_a_python_int
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError("below 0")
    steps = tf.constant(0)
    if value == 0:
        return tf.constant(0.0), steps
    root = tf.maximum(value, 1.0)
    while tf.abs(root**2 - value) > tolerance * tf.maximum(value, 1.0):
        root, steps = (root + value / root) / 2, steps + 1
    return root, steps
