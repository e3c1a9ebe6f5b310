"""Wrong: the learning rate shrinks.

Fails: test_descent_ends_at_the_right_place
"""

import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.convert_to_tensor(tf.cast(start, tf.float32))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        learning_rate *= 0.99
        losses.append(float(loss))
        x = x - learning_rate * tape.gradient(loss, x, unconnected_gradients="zero")
    return x, losses
