"""Wrong: a Python loop that needs to know the length.

Fails: test_rnn_of_unknown_length_in_a_graph
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))
    states = []
    for t in range(xs.shape[1]):
        h = tf.tanh(xs[:, t] @ kernel + h @ recurrent + bias)
        states.append(h)
    return tf.stack(states, axis=1) if return_sequences else h
