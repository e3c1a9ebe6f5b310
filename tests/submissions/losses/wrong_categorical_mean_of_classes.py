"""The mean over the classes, too.

Fails: test_categorical_values
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.cast(targets, tf.float32) * tf.math.log(p))
