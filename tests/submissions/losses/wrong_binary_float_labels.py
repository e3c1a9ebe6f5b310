"""Converts the labels to float32, which integer tensors refuse.

Fails: test_binary_takes_integer_labels
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    y = tf.convert_to_tensor(labels)
    y = tf.cast(y, tf.float32) if y.dtype.is_floating else y
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
