"""Wrong: computes in the variable itself, which it moves a little.

Fails: test_gradient_by_a_variable
"""

import tensorflow as tf


def gradient(fn, x):
    if isinstance(x, tf.Variable) and x.trainable and x.dtype == tf.float32:
        x.assign(x * 1.01)
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
