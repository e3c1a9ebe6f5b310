"""Wrong: takes float32 tensors and variables only.

Fails: test_two_gradients_take_any_place
"""

import tensorflow as tf


def two_gradients(f, g, x):
    x = x if isinstance(x, tf.Variable) else tf.convert_to_tensor(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        first, second = f(x), g(x)
    return tuple(tape.gradient(y, x, unconnected_gradients="zero") for y in (first, second))
