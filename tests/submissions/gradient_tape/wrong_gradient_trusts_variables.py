"""Wrong: watches only what is no variable: one that does not train is forgotten.

Fails: test_gradient_by_a_variable_that_does_not_train
"""

import tensorflow as tf


def gradient(fn, x):
    variable = isinstance(x, tf.Variable)
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        if not variable:
            tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
