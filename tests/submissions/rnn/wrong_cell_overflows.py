"""Wrong: tanh by exponentials that overflow.

Fails: test_cell_saturates
"""

import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    total = x @ kernel + h @ recurrent + bias
    return (tf.exp(total) - tf.exp(-total)) / (tf.exp(total) + tf.exp(-total))
