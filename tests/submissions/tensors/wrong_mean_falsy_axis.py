"""Wrong: axis 0 is taken for no axis.

Fails: test_mean_along_an_axis
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    axis = axis or None
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    return tf.math.divide_no_nan(tf.reduce_sum(values, axis), tf.reduce_sum(tf.cast(mask, tf.float32), axis))
