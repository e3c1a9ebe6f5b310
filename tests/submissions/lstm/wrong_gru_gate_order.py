"""Gates in cuDNN's order r, z, h.

Fails: test_gru_whole_step
"""

import tensorflow as tf


def gru_cell(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (tf.cast(t, tf.float32) for t in (x, h, kernel, recurrent, bias))
    xr, xz, xh = tf.split(tf.matmul(x, kernel) + bias, 3, axis=1)
    ur, uz, uh = tf.split(recurrent, 3, axis=1)
    z = tf.sigmoid(xz + tf.matmul(h, uz))
    r = tf.sigmoid(xr + tf.matmul(h, ur))
    candidate = tf.tanh(xh + tf.matmul(r * h, uh))
    return z * h + (1 - z) * candidate
