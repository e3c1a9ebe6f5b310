"""Takes seed 0 for no seed.

Fails: test_dropout_same_seed_same_mask
"""

import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError(f"the rate must be at least 0 and below 1, not {rate}")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    if seed:
        numbers = tf.random.stateless_uniform(tf.shape(x), seed=[seed, 4])
    else:
        numbers = tf.random.uniform(tf.shape(x))
    return x * tf.cast(numbers >= rate, tf.float32) / (1 - rate)
