"""Wrong: walks in the precision of its start.

Fails: test_descent_starts_anywhere
"""

import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.convert_to_tensor(start)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        losses.append(float(loss))
        x = x - learning_rate * tape.gradient(loss, x, unconnected_gradients="zero")
    return x, losses
