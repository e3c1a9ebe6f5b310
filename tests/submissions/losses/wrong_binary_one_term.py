"""Label 0 pays nothing.

Fails: test_binary_values
"""
import tensorflow as tf


def binary_crossentropy(labels, probabilities):
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.cast(labels, tf.float32) * tf.math.log(p))
