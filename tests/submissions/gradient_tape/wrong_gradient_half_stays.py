"""Wrong: integers and float64 are cast, float16 is not.

Fails: test_gradient_by_lists_and_arrays
"""

import tensorflow as tf


def gradient(fn, x):
    x = tf.convert_to_tensor(x)
    if x.dtype.is_integer or x.dtype == tf.float64:
        x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = fn(x)
    return tape.gradient(y, x, unconnected_gradients="zero")
