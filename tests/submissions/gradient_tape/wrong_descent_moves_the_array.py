"""Wrong: an array that it is given is moved in place.

Fails: test_descent_leaves_its_start_alone
"""

import numpy as np
import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.convert_to_tensor(tf.cast(start, tf.float32))
    array = start if isinstance(start, np.ndarray) and start.dtype == np.float32 else None
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        losses.append(float(loss))
        x = x - learning_rate * tape.gradient(loss, x, unconnected_gradients="zero")
    if array is not None and array.ndim:
        array[...] = x
    return x, losses
