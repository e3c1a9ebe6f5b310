"""Takes the width for the height.

Fails: test_pooling_any_size
"""
import tensorflow as tf


def global_average_pooling(x):
    x = tf.cast(x, tf.float32)
    return tf.reduce_sum(x, axis=[1, 2]) / x.shape[1] ** 2
