"""Looks at the largest entry of each target alone.

Fails: test_categorical_takes_soft_targets
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    best = tf.argmax(tf.cast(targets, tf.float32), axis=-1)
    return -tf.reduce_mean(tf.math.log(tf.gather(p, best, batch_dims=1)))
