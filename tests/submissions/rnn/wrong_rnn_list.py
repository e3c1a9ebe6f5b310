"""Wrong: returns a list of states.

Fails: test_rnn_all_states, test_rnn_returns_tensors
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    xs, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (xs, h0, kernel, recurrent, bias))
    states = []
    for t in range(xs.shape[1]):
        h = tf.tanh(xs[:, t] @ kernel + h @ recurrent + bias)
        states.append(h)
    return states if return_sequences else h
