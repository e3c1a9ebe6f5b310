"""Wrong: the bias is added after the tanh.

Fails: test_cell_step, test_cell_small_sizes
"""

import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    return tf.tanh(x @ kernel + h @ recurrent) + bias
