"""What is not finite is left out even where it counts.

Fails: test_mean_without_holes
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.cast(tf.convert_to_tensor(values), tf.float32)
    counts = tf.logical_and(tf.cast(mask, tf.bool), tf.math.is_finite(values))
    total = tf.reduce_sum(tf.where(counts, values, 0.0), axis=axis)
    return tf.math.divide_no_nan(total, tf.reduce_sum(tf.cast(counts, tf.float32), axis=axis))
