"""Wrong: clips large gradients.

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
        losses.append(float(loss))
        x = x - learning_rate * tf.clip_by_value(
            tf.convert_to_tensor(tape.gradient(loss, x, unconnected_gradients="zero")), -10, 10
        )
    return x, losses
