"""Wrong: 0 · NaN is NaN.

Fails: test_holes_have_no_influence
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values, weights = tf.cast(values, tf.float32), tf.cast(mask, tf.float32)
    return tf.math.divide_no_nan(tf.reduce_sum(values * weights, axis), tf.reduce_sum(weights, axis))
