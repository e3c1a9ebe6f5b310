"""Wrong: the zero for no connection is a plain number, not of the shape of x.

Fails: test_gradient_is_zeros_without_connection
"""

import tensorflow as tf


def gradient(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    slope = tape.gradient(y, x)
    return tf.constant(0.0) if slope is None else slope
