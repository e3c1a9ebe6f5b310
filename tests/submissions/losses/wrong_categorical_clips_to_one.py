"""Clips to [1e-7, 1] only: a probability of exactly 1 still gets a slope.

Fails: test_categorical_gradients
"""

import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    targets = tf.cast(targets, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1.0)
    return -tf.reduce_mean(tf.reduce_sum(targets * tf.math.log(p), axis=-1))
