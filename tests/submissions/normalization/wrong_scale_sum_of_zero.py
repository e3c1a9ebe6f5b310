"""Wrong: a sum of zero is taken for zeros alone, so that [-4, 4] stays as it is.

Fails: test_scale_of_negative_numbers
"""

import tensorflow as tf


def scale(x):
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    if tf.reduce_sum(x) == 0:
        return x
    return x / tf.reduce_max(tf.abs(x))
