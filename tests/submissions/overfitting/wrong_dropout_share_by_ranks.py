"""An exact share is dropped, by ranks: the entries depend on each other.

Fails: test_dropout_entries_are_independent
"""

import tensorflow as tf


def dropout(x, rate, training, seed):
    if not 0 <= rate < 1:
        raise ValueError(f"rate must be in [0, 1), not {rate}")
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    if not training:
        return x
    drawn = tf.reshape(tf.random.stateless_uniform(tf.shape(x), seed=[seed, 0]), [-1])
    ranks = tf.argsort(tf.argsort(drawn))
    n = int(rate * x.shape.num_elements())
    return tf.where(tf.reshape(ranks, tf.shape(x)) < n, 0.0, x / (1 - rate))
