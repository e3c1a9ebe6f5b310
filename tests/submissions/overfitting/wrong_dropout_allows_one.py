"""Lets a rate of 1 pass.

Fails: test_dropout_rejects_other_rates
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate <= 1:
        raise ValueError("rate must be in [0, 1]")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    keep = tf.random.stateless_uniform(tf.shape(x), [seed, 0]) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
