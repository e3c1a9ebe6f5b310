"""Picks one of the two terms by the label: soft labels are rounded.

Fails: test_binary_takes_soft_labels
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y = tf.cast(labels, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.math.log(tf.where(y >= 0.5, p, 1 - p)))
