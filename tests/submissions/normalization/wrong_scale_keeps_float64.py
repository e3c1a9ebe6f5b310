"""A double comes back as a double.

Fails: test_scale_takes_lists_and_other_precisions
"""

import tensorflow as tf


def scale(x):
    x = tf.convert_to_tensor(x)
    return tf.math.divide_no_nan(x, tf.reduce_max(tf.abs(x)))
