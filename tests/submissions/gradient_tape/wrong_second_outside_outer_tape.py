"""Wrong: the inner gradient is taken when the outer tape is closed: all zeros.

Fails: test_second_derivative_is_right
"""

import tensorflow as tf


def second_derivative(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = fn(x)
    slope = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(slope, x, unconnected_gradients="zero")
