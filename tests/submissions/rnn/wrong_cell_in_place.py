"""Wrong: adds to the array that came in as h.

Fails: test_cell_leaves_arguments_alone
"""

import numpy as np
import tensorflow as tf


def rnn_cell(x, h, kernel, recurrent, bias):
    new = tf.cast(x, tf.float32) @ tf.cast(kernel, tf.float32) + tf.cast(h, tf.float32) @ tf.cast(recurrent, tf.float32)
    new = tf.tanh(new + tf.cast(bias, tf.float32))
    if isinstance(h, np.ndarray):
        h[:] = new
    return new
