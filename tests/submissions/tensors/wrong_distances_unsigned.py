"""Subtracts first and casts afterwards: unsigned numbers wrap around.

Fails: test_distances_of_other_inputs
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.convert_to_tensor(a), tf.convert_to_tensor(b)
    if a.dtype != b.dtype:
        a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"last axes must be equal: {a.shape[-1]} and {b.shape[-1]}")
    difference = tf.cast(a[:, None] - b[None], tf.float32)
    return tf.sqrt(tf.reduce_sum(difference**2, axis=-1))
