"""Wrong: a Python loop over the coordinates.

Fails: test_distances_without_a_loop
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    return tf.sqrt(sum((a[:, None, k] - b[None, :, k]) ** 2 for k in range(a.shape[-1])))
