"""Wrong: inputs by outputs.

Fails: test_jacobian_has_outputs_by_inputs, test_jacobian_is_right
"""

import tensorflow as tf


def jacobian(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tf.transpose(tape.jacobian(y, x, unconnected_gradients="zero"))
