"""Wrong: None where g does not depend on x.

Fails: test_two_gradients_are_zeros_without_connection
"""

import tensorflow as tf


def two_gradients(f, g, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        first, second = f(x), g(x)
    return tuple(tape.gradient(y, x) for y in (first, second))
