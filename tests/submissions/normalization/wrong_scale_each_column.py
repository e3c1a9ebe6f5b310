"""Each column by its own largest.

Fails: test_scale_divides_by_the_largest
"""

import tensorflow as tf


def scale(x):
    x = tf.cast(x, tf.float32)
    return tf.math.divide_no_nan(x, tf.reduce_max(tf.abs(x), axis=0))
