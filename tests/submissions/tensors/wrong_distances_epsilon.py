"""Wrong: a small number under the root, for the gradient's sake, is too large.

Fails: test_distances_stay_exact
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    return tf.sqrt(tf.reduce_sum((a[:, None] - b[None]) ** 2, -1) + 1e-5)
