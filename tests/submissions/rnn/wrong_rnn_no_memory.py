"""Wrong: every step starts from h0 again.

Fails: test_rnn_last_state
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h0, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))

    def step(h, x):
        return tf.tanh(x @ kernel + h @ recurrent + bias)

    states = tf.map_fn(lambda x: step(h0, x), tf.transpose(xs, [1, 0, 2]))
    return tf.transpose(states, [1, 0, 2]) if return_sequences else states[-1]
