"""Wrong: axes of length 1 vanish from the table.

Fails: test_distances_of_one_or_none
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    return tf.squeeze(tf.norm(a[:, None] - b[None], axis=-1))
