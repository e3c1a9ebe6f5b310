"""Wrong: steps of the length of the learning rate.

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
        losses.append(float(loss))
        x = x - learning_rate * tf.math.l2_normalize(tape.gradient(loss, x, unconnected_gradients="zero"))
    return x, losses
