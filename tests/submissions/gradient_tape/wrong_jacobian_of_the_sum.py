"""Wrong: tape.gradient: the sum of the rows.

Fails: test_jacobian_is_right
"""

import tensorflow as tf


def jacobian(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
