"""Integers are divided as they are.

Fails: test_scale_takes_lists_and_other_precisions
"""

import tensorflow as tf


def scale(x):
    x = tf.convert_to_tensor(x)
    if x.dtype.is_floating:
        x = tf.cast(x, tf.float32)
    largest = tf.reduce_max(tf.abs(x))
    return x / largest if largest > 0 else tf.cast(x, tf.float32)
