"""Asserts instead of raising ValueError.

Fails: test_dropout_rejects_other_rates
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    assert 0 <= rate < 1, "rate must be in [0, 1)"
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    keep = tf.random.stateless_uniform(tf.shape(x), [seed, 0]) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
