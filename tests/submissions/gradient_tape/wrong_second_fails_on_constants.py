"""Wrong: the inner tape's None reaches the outer one.

Fails: test_second_derivative_of_a_constant_is_zero
"""

import tensorflow as tf


def second_derivative(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = fn(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero")
