"""Wrong: a batch of one loses its axis.

Fails: test_cell_small_sizes
"""

import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    return tf.squeeze(tf.tanh(x @ kernel + h @ recurrent + bias))
