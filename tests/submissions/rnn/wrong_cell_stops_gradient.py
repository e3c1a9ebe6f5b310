"""Wrong: the gradient into the last state is cut off.

Fails: test_cell_gradients
"""

import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, kernel, recurrent, bias))
    return tf.tanh(x @ kernel + tf.stop_gradient(h) @ recurrent + bias)
