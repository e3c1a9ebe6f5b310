"""Wrong: a small number is added to every count.

Fails: test_mean_of_all
"""

import tensorflow as tf


def masked_mean(values, mask, axis=None):
    values = tf.where(mask, tf.cast(values, tf.float32), 0.0)
    return tf.reduce_sum(values, axis) / (tf.reduce_sum(tf.cast(mask, tf.float32), axis) + 1e-2)
