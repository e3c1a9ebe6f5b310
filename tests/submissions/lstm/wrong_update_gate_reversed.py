"""The update gate lets the candidate in, as in Chung et al.

Fails: test_gru_update_gate, test_gru_whole_step
"""

import tensorflow as tf


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(t, tf.float32) for t in (x, h, kernel, recurrent, bias))
    xz, xr, xh = tf.split(tf.matmul(x, kernel) + bias, 3, axis=1)
    uz, ur, uh = tf.split(recurrent, 3, axis=1)
    z = tf.sigmoid(xz + tf.matmul(h, uz))
    r = tf.sigmoid(xr + tf.matmul(h, ur))
    candidate = tf.tanh(xh + tf.matmul(r * h, uh))
    return (1 - z) * h + z * candidate
