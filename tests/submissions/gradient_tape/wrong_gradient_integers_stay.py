"""Wrong: integers are not cast, only watched.

Fails: test_gradient_by_integers
"""

import tensorflow as tf


def gradient(fn, x):
    x = x if isinstance(x, tf.Variable) else tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
