"""Wrong: stops when the loss rises.

Fails: test_descent_ends_at_the_right_place, test_descent_notes_the_loss_before_each_step
"""

import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.convert_to_tensor(tf.cast(start, tf.float32))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        if losses and float(loss) > losses[-1] + 1e-6:
            break
        losses.append(float(loss))
        x = x - learning_rate * tf.convert_to_tensor(tape.gradient(loss, x, unconnected_gradients="zero"))
    return x, losses
