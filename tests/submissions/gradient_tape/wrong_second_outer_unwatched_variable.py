"""Wrong: trusts that variables are followed.

Fails: test_second_derivative_by_variables
"""

import tensorflow as tf


def second_derivative(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as outer:
        if not isinstance(x, tf.Variable):
            outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = fn(x)
        slope = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(slope, x, unconnected_gradients="zero")
