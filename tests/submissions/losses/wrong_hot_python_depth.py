"""Takes Python ints alone for the depth.

Fails: test_one_hot_takes_an_integer_scalar
"""
import tensorflow as tf


def one_hot(labels, depth):
    if not isinstance(depth, int):
        raise TypeError("depth must be an int")
    return tf.cast(tf.cast(labels, tf.int64)[:, None] == tf.range(depth, dtype=tf.int64), tf.float32)
