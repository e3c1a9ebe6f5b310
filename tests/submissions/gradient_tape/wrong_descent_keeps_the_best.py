"""Wrong: returns the best place of the walk, not its end.

Fails: test_descent_ends_at_the_right_place
"""

import tensorflow as tf


def gradient_descent(fn, start, learning_rate, steps):
    x = tf.convert_to_tensor(tf.cast(start, tf.float32))
    losses = []
    best = (float("inf"), x)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = fn(x)
        losses.append(float(loss))
        x = x - learning_rate * tf.convert_to_tensor(tape.gradient(loss, x, unconnected_gradients="zero"))
        best = min(best, (float(fn(x)), x), key=lambda p: p[0])
    return best[1], losses
