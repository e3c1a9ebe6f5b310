"""An operation that remembers how often it was called.

Fails: test_dropout_same_seed_same_mask
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    keep = tf.random.uniform(tf.shape(x), seed=seed) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
