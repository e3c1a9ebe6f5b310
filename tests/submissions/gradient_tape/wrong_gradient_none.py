"""Wrong: None where there is no connection.

Fails: test_gradient_is_zeros_without_connection
"""

import tensorflow as tf


def gradient(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x)
