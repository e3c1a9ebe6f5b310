"""The cell leaves unsquashed.

Fails: test_lstm_output_gate
"""

import tensorflow as tf


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c, kernel, recurrent, bias = (tf.cast(t, tf.float32) for t in (x, h, c, kernel, recurrent, bias))
    i, f, g, o = tf.split(tf.matmul(x, kernel) + tf.matmul(h, recurrent) + bias, 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    h = tf.sigmoid(o) * c
    return h, c
