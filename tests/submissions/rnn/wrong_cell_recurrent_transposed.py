"""Wrong: the recurrent weights are applied as U h, the transposed way.

Fails: test_cell_step
"""

import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    return tf.tanh(x @ kernel + tf.matmul(h, recurrent, transpose_b=True) + bias)
