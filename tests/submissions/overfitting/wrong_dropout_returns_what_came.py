"""Returns the input itself when not training, in whatever precision.

Fails: test_dropout_is_the_identity_when_not_training
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    if not training:
        return x
    x = tf.cast(x, tf.float32)
    keep = tf.random.stateless_uniform(tf.shape(x), [seed, 0]) >= rate
    return tf.where(keep, x / (1 - rate), 0.0)
