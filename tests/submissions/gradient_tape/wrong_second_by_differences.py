"""Wrong: by finite differences in float32: too coarse.

Fails: test_second_derivative_is_right
"""

import tensorflow as tf


def second_derivative(fn, x):
    x = tf.cast(x, tf.float32)
    return (fn(x + 0.01) - 2.0 * fn(x) + fn(x - 0.01)) / 0.01**2
