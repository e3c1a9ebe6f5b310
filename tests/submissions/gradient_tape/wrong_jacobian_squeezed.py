"""Wrong: axes of length 1 are dropped.

Fails: test_jacobian_has_outputs_by_inputs
"""

import tensorflow as tf


def jacobian(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tf.squeeze(tape.jacobian(y, x, unconnected_gradients="zero"))
