"""Wrong: a variable that it is given is moved.

Fails: test_descent_leaves_its_start_alone
"""

import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = start if isinstance(start, tf.Variable) else tf.Variable(tf.cast(start, tf.float32))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        losses.append(float(loss))
        x.assign_sub(learning_rate * tape.gradient(loss, x, unconnected_gradients="zero"))
    return x, losses
