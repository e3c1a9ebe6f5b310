"""Hides tf.one_hot in a tf.function.

Fails: test_one_hot_by_hand
"""
import tensorflow as tf


@tf.function
def encode(labels, depth):
    return tf.one_hot(tf.cast(labels, tf.int32), depth)


def one_hot(labels, depth):
    return encode(tf.convert_to_tensor(labels), int(depth))
