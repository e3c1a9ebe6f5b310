"""Wrong: reads the sequence from its end.

Fails: test_rnn_last_state, test_rnn_all_states
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h0, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))

    def step(h, x):
        return tf.tanh(x @ kernel + h @ recurrent + bias)

    states = tf.scan(step, tf.transpose(xs[:, ::-1], [1, 0, 2]), initializer=h0)
    return tf.transpose(states, [1, 0, 2]) if return_sequences else states[-1]
