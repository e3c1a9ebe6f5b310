"""Wrong: 0 only where nothing counts at all; a single empty slice is NaN.

Fails: test_empty_slice_gives_zero
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    total = tf.reduce_sum(values, axis)
    if not tf.reduce_any(mask):
        return tf.zeros_like(total)
    return total / tf.reduce_sum(tf.cast(mask, tf.float32), axis)
