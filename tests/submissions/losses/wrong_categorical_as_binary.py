"""Every class pays for not being another one, too.

Fails: test_categorical_values
"""
import tensorflow as tf


def categorical_crossentropy(targets, probabilities):
    t = tf.cast(targets, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    losses = t * tf.math.log(p) + (1 - t) * tf.math.log(1 - p)
    return -tf.reduce_mean(tf.reduce_sum(losses, axis=-1))
