"""Wrong: one step is made before anything is asked.

Fails: test_start_may_be_close_enough
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError("below 0")
    if value == 0:
        return tf.constant(0.0), 0
    root, steps = tf.maximum(value, 1.0), 0
    while True:
        root, steps = (root + value / root) / 2, steps + 1
        if tf.abs(root**2 - value) <= tolerance * tf.maximum(value, 1.0):
            return root, steps
