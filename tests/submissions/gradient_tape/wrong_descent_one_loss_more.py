"""Wrong: notes the loss of the end as well.

Fails: test_descent_notes_the_loss_before_each_step, test_descent_of_no_steps
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
        x = x - learning_rate * tape.gradient(loss, x, unconnected_gradients="zero")
    losses.append(float(fn(x)))
    return x, losses
