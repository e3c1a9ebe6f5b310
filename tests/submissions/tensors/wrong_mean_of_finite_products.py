"""Wrong: huge numbers in the holes are subtracted again, and rounding eats the rest.

Fails: test_holes_have_no_influence
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values, mask = tf.cast(values, tf.float32), tf.cast(mask, tf.bool)
    values = tf.where(tf.math.is_finite(values), values, 0.0)
    total = tf.reduce_sum(values, axis) - tf.reduce_sum(tf.where(mask, 0.0, values), axis)
    return tf.math.divide_no_nan(total, tf.reduce_sum(tf.cast(mask, tf.float32), axis))
