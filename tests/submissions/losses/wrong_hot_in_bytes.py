"""Compares labels as bytes: 257 is taken for class 1.

Fails: test_one_hot_outside_gives_zeros
"""
import tensorflow as tf


def one_hot(labels, depth):
    labels = tf.cast(tf.convert_to_tensor(labels), tf.uint8)
    return tf.cast(labels[:, None] == tf.cast(tf.range(depth), tf.uint8), tf.float32)
