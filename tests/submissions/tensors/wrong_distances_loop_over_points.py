"""Wrong: a Python loop over the points of a.

Fails: test_distances_without_a_loop
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    rows = [tf.norm(point - b, axis=-1) for point in a]
    return tf.stack(rows) if rows else tf.zeros((0, b.shape[0]))
