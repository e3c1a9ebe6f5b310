"""The state that was passed in is overwritten.

Fails: test_gru_leaves_arguments_alone
"""

import numpy as np
import tensorflow as tf


def gru_cell(x, h, kernel, recurrent, bias):
    x, kernel, recurrent, bias = (tf.cast(t, tf.float32) for t in (x, kernel, recurrent, bias))
    xz, xr, xh = tf.split(tf.matmul(x, kernel) + bias, 3, axis=1)
    uz, ur, uh = tf.split(recurrent, 3, axis=1)
    z = tf.sigmoid(xz + tf.matmul(h, uz))
    r = tf.sigmoid(xr + tf.matmul(h, ur))
    candidate = tf.tanh(xh + tf.matmul(r * h, uh))
    if isinstance(h, np.ndarray):
        z, candidate = z.numpy(), candidate.numpy()
    h *= z
    h += (1 - z) * candidate
    return tf.convert_to_tensor(h)
