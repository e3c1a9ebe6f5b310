"""Wrong: the first derivative.

Fails: test_second_derivative_is_right
"""

import tensorflow as tf


def second_derivative(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
