"""Wrong: casts int32 and int64, not the shorter integers.

Fails: test_gradient_by_integers, test_gradient_by_lists_and_arrays
"""

import tensorflow as tf


def gradient(fn, x):
    x = tf.convert_to_tensor(x)
    if x.dtype in (tf.int32, tf.int64, tf.float64):
        x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
