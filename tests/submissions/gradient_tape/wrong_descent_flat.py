"""Wrong: fails on flat ground.

Fails: test_descent_on_flat_ground
"""

import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.convert_to_tensor(tf.cast(start, tf.float32))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        losses.append(float(loss))
        x = x - learning_rate * tape.gradient(loss, x)
    return x, losses
