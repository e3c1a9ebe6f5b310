"""Numbers below 1 are left as they are.

Fails: test_scale_divides_by_the_largest
"""

import tensorflow as tf


def scale(x):
    x = tf.cast(x, tf.float32)
    return tf.math.divide_no_nan(x, tf.maximum(tf.reduce_max(tf.abs(x)), 1.0))
