"""Casts the predictions, and not the targets.

Fails: test_categorical_takes_other_precisions
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.reduce_sum(tf.convert_to_tensor(targets) * tf.math.log(p), axis=-1))
