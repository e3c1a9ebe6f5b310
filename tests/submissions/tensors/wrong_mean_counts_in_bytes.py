"""Wrong: counts in uint8, which begins again at 256.

Fails: test_mean_without_holes
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values, mask = tf.cast(values, tf.float32), tf.cast(mask, tf.bool)
    count = tf.reduce_sum(tf.cast(mask, tf.uint8), axis)
    return tf.math.divide_no_nan(tf.reduce_sum(tf.where(mask, values, 0.0), axis), tf.cast(count, tf.float32))
