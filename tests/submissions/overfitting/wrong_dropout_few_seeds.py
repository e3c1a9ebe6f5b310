"""Only the last two digits of the seed matter.

Fails: test_dropout_other_seed_other_mask
"""
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError(f"rate {rate} is outside [0, 1)")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    return tf.where(tf.random.stateless_uniform(x.shape, [seed % 100, 0]) >= rate, x / (1 - rate), 0.0)
