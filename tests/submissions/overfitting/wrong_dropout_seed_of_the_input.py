"""Mixes the input into the seed.

Fails: test_dropout_same_seed_same_mask
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    mixed = tf.stack([tf.cast(1000 * tf.reduce_sum(x), tf.int32), seed])
    keep = tf.random.stateless_uniform(tf.shape(x), mixed) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
