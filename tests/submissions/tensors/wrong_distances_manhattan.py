"""Wrong: the sum of absolute differences.

Fails: test_distances
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    return tf.reduce_sum(tf.abs(a[:, None] - b[None]), -1)
