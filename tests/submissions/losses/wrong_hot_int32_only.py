"""Compares without a cast: int64 labels do not mix with the int32 of tf.range.

Fails: test_one_hot_takes_any_integers
"""
import tensorflow as tf


def one_hot(labels, depth):
    return tf.cast(tf.convert_to_tensor(labels)[:, None] == tf.range(int(depth)), tf.float32)
