"""Wrong: constants are not watched; the zeros for None hide it.

Fails: test_gradient_by_a_constant
"""

import tensorflow as tf


def gradient(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
