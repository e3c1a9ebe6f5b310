"""The mean of what is not zero.

Fails: test_pooling_values
"""
import tensorflow as tf


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    return tf.math.divide_no_nan(tf.reduce_sum(x, [1, 2]), tf.math.count_nonzero(x, [1, 2], dtype=tf.float32))
