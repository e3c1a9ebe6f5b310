"""Wrong: averages what is masked out.

Fails: test_mean_of_all
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    mask = tf.logical_not(mask)
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    return tf.math.divide_no_nan(tf.reduce_sum(values, axis), tf.reduce_sum(tf.cast(mask, tf.float32), axis))
