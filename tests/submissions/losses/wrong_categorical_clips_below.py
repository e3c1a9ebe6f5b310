"""Clips from below alone.

Fails: test_categorical_clips_from_above
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    t, p = tf.cast(targets, tf.float32), tf.maximum(tf.cast(probabilities, tf.float32), 1e-7)
    return -tf.reduce_mean(tf.reduce_sum(t * tf.math.log(p), axis=-1))
