"""Wrong: other precisions are not cast.

Fails: test_rnn_takes_lists_and_other_precisions
"""

import tensorflow as tf


def rnn(xs, h0, kernel, recurrent, bias, return_sequences=False):
    def step(h, x):
        return tf.tanh(tf.matmul(x, kernel) + tf.matmul(h, recurrent) + bias)

    states = tf.scan(step, tf.transpose(xs, [1, 0, 2]), initializer=h0)
    return tf.transpose(states, [1, 0, 2]) if return_sequences else states[-1]
