"""Calls tf.one_hot.

Fails: test_one_hot_by_hand
"""
import tensorflow as tf


def one_hot(labels, depth):
    return tf.one_hot(tf.cast(labels, tf.int32), depth)
