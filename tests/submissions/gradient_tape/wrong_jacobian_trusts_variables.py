"""Wrong: watches only what is no variable: one that does not train is forgotten.

Fails: test_jacobian_with_a_constant_output
"""

import tensorflow as tf


def jacobian(fn, x):
    v = isinstance(x, tf.Variable)
    if not v:
        x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        if not v:
            tape.watch(x)
        y = fn(x)
    return tape.jacobian(y, x, unconnected_gradients="zero")
