"""Wrong: the tape is not persistent.

Fails: test_two_gradients_are_right
"""

import tensorflow as tf


def two_gradients(f, g, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        first, second = f(x), g(x)
    return tuple(tape.gradient(y, x, unconnected_gradients="zero") for y in (first, second))
