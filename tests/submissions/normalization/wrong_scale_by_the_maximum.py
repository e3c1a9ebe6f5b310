"""Divides by the largest number, which is not the largest in absolute value.

Fails: test_scale_of_negative_numbers
"""

import tensorflow as tf


def scale(x):
    x = tf.cast(x, tf.float32)
    return tf.math.divide_no_nan(x, tf.reduce_max(x))
