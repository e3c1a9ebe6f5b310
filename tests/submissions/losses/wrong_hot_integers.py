"""Returns integers.

Fails: test_one_hot_is_float32
"""
import tensorflow as tf


def one_hot(labels, depth):
    return tf.cast(tf.cast(labels, tf.int64)[:, None] == tf.range(depth, dtype=tf.int64), tf.int32)
