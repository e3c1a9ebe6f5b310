"""Wrong: 0 / 0 where nothing counts.

Fails: test_mean_of_nothing_is_zero, test_empty_slice_gives_zero
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    return tf.reduce_sum(values, axis) / tf.reduce_sum(tf.cast(mask, tf.float32), axis)
