"""Wrong: the gradient is cut off at ten.

Fails: test_gradient_by_a_constant
"""

import tensorflow as tf


def gradient(fn, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tf.clip_by_value(tape.gradient(y, x, unconnected_gradients="zero"), -10.0, 10.0)
