"""Tensors of another precision stay as they are.

Fails: test_lstm_takes_lists_and_other_precisions
"""

import tensorflow as tf


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c, kernel, recurrent, bias = (tf.convert_to_tensor(t) for t in (x, h, c, kernel, recurrent, bias))
    i, f, g, o = tf.split(tf.matmul(x, kernel) + tf.matmul(h, recurrent) + bias, 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    h = tf.sigmoid(o) * tf.tanh(c)
    return h, c
