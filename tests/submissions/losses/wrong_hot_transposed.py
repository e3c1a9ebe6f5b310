"""One column per label.

Fails: test_one_hot_marks_the_label
"""
import tensorflow as tf


def one_hot(labels, depth):
    return tf.cast(tf.range(depth, dtype=tf.int64)[:, None] == tf.cast(labels, tf.int64), tf.float32)
