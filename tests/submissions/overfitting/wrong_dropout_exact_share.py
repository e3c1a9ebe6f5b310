"""Drops the same number of entries in every row.

Fails: test_dropout_entries_are_independent
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    ranks = tf.argsort(tf.argsort(tf.random.stateless_uniform(tf.shape(x), [seed, 0]), axis=-1), axis=-1)
    keep = tf.cast(ranks, tf.float32) >= rate * tf.cast(tf.shape(x)[-1], tf.float32)
    return tf.where(keep, x / (1 - rate), 0.0)
