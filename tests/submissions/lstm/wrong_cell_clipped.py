"""The new cell is clipped to [-3, 3].

Fails: test_lstm_saturates
"""

import tensorflow as tf


def lstm_cell(x, h, c, kernel, recurrent, bias):
    x, h, c, kernel, recurrent, bias = (tf.cast(value, tf.float32) for value in (x, h, c, kernel, recurrent, bias))
    i, f, candidate, o = tf.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    c = tf.clip_by_value(tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate), -3.0, 3.0)
    return tf.sigmoid(o) * tf.tanh(c), c
