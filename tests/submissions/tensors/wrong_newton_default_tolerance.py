"""Another tolerance where none is given.

Fails: test_steps
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=2e-5):
    value = tf.cast(value, tf.float32)
    if value < 0:
        raise ValueError(f"only numbers from 0 up have a real square root, not {float(value)}")
    if value == 0:
        return tf.constant(0.0), 0
    scale = tf.maximum(value, 1.0)
    root, steps = scale, 0
    while tf.abs(tf.square(root) - value) > tolerance * scale:
        root = 0.5 * (root + value / root)
        steps += 1
    return root, steps
