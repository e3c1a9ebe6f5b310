"""A small number keeps the division safe, and small inputs small.

Fails: test_scale_divides_by_the_largest
"""

import tensorflow as tf


def scale(x):
    x = tf.cast(x, tf.float32)
    return x / (tf.reduce_max(tf.abs(x)) + 1e-7)
