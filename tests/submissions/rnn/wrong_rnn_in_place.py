"""Wrong: writes the last state into the array h0.

Fails: test_rnn_leaves_arguments_alone
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    start = h0
    xs, h0, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))

    def step(h, x):
        return tf.tanh(x @ kernel + h @ recurrent + bias)

    states = tf.scan(step, tf.transpose(xs, [1, 0, 2]), initializer=h0)
    if hasattr(start, "fill"):
        start[:] = states[-1]
    return tf.transpose(states, [1, 0, 2]) if return_sequences else states[-1]
