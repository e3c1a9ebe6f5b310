"""Wrong: the whole Hessian of the sum, not its diagonal.

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
    return outer.jacobian(slope, x, unconnected_gradients="zero")
