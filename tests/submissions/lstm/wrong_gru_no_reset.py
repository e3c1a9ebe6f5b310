"""The candidate sees the whole old state.

Fails: test_gru_reset_gate
"""

import tensorflow as tf


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(t, tf.float32) for t in (x, h, kernel, recurrent, bias))
    xz, xr, xh = tf.split(tf.matmul(x, kernel) + bias, 3, axis=1)
    uz, ur, uh = tf.split(recurrent, 3, axis=1)
    z = tf.sigmoid(xz + tf.matmul(h, uz))
    r = tf.sigmoid(xr + tf.matmul(h, ur))
    candidate = tf.tanh(xh + tf.matmul(h, uh))
    return z * h + (1 - z) * candidate
