"""Multiplies without NaN instead of clipping: a true class of probability 0 is infinite.

Fails: test_categorical_clips
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    t, p = tf.cast(targets, tf.float32), tf.cast(probabilities, tf.float32)
    return -tf.reduce_mean(tf.reduce_sum(tf.math.xlogy(t, tf.minimum(p, 1 - 1e-7)), axis=-1))
