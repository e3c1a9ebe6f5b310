"""Wrong: a variable that is given serves as the running root.

Fails: test_root_of_other_inputs
"""

import tensorflow as tf


def newton_sqrt(value, tolerance=1e-5):
    root = value if isinstance(value, tf.Variable) else tf.Variable(tf.cast(value, tf.float32))
    value = tf.identity(root)
    if value < 0:
        raise ValueError("only 0 and more")
    if value == 0:
        return tf.constant(0.0), 0
    root.assign(tf.maximum(value, 1.0))
    steps = 0
    while tf.abs(root**2 - value) > tolerance * tf.maximum(value, 1.0):
        root.assign((root + value / root) / 2)
        steps += 1
    return tf.identity(root), steps
