"""Does not clip: 0 times minus infinity is NaN.

Fails: test_categorical_clips
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    t, p = tf.cast(targets, tf.float32), tf.cast(probabilities, tf.float32)
    return -tf.reduce_mean(tf.reduce_sum(t * tf.math.log(p), axis=-1))
