"""Wrong: a tape of its own for each function: what they share is a constant to the second.

Fails: test_two_gradients_share_one_tape
"""

import tensorflow as tf


def two_gradients(f, g, x):
    x = tf.cast(x, tf.float32)
    slopes = []
    for fn in (f, g):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = fn(x)
        slopes.append(tape.gradient(y, x, unconnected_gradients="zero"))
    return tuple(slopes)
