"""The original form: scales when predicting instead of when training.

Fails: test_dropout_is_the_identity_when_not_training, test_dropout_drops_or_scales
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError("rate must be in [0, 1)")
    x = tf.cast(x, tf.float32)
    keep = tf.random.stateless_uniform(tf.shape(x), [seed, 0]) >= rate
    return tf.where(keep, x, 0.0) if training else x * (1 - rate)
