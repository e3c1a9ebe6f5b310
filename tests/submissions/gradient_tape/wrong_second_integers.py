"""Wrong: integers are not cast.

Fails: test_second_derivative_by_other_numbers
"""

import tensorflow as tf


def second_derivative(fn, x):
    x = x if isinstance(x, tf.Variable) else tf.convert_to_tensor(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = fn(x)
        slope = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(slope, x, unconnected_gradients="zero")
