"""Wrong: calls each function once more, to look at the value.

Fails: test_two_gradients_run_forward_once
"""

import tensorflow as tf


def two_gradients(f, g, x):
    x = tf.cast(x, tf.float32)
    print("values:", f(x), g(x))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        first, second = f(x), g(x)
    return tuple(tape.gradient(y, x, unconnected_gradients="zero") for y in (first, second))
