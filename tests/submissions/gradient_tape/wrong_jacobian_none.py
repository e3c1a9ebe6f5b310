"""Wrong: None for a constant function.

Fails: test_jacobian_is_zeros_without_connection
"""

import tensorflow as tf


def jacobian(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.jacobian(y, x)
