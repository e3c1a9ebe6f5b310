"""Wrong: float64 comes in and float64 goes out.

Fails: test_cell_takes_lists_and_other_precisions
"""

import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    return tf.tanh(tf.matmul(x, kernel) + tf.matmul(h, recurrent) + bias)
