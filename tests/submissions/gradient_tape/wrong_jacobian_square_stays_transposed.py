"""Wrong: turns the matrix by its shape alone: a square one stays transposed.

Fails: test_jacobian_has_outputs_by_inputs
"""

import tensorflow as tf


def jacobian(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    columns = tf.transpose(tape.jacobian(y, x, unconnected_gradients="zero"))
    return columns if columns.shape == (y.shape[0], x.shape[0]) else tf.transpose(columns)
