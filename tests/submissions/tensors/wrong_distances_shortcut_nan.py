"""Wrong: the shortcut in float64, but a tiny negative square has no root.

Fails: test_distances_are_never_nan
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float64), tf.cast(b, tf.float64)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    squares = tf.reduce_sum(a**2, -1)[:, None] + tf.reduce_sum(b**2, -1) - 2 * tf.matmul(a, b, transpose_b=True)
    return tf.cast(tf.sqrt(squares), tf.float32)
