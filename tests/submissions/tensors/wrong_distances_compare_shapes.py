"""Wrong: a ValueError only where broadcasting fails.

Fails: test_distances_need_one_space
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    try:
        return tf.norm(a[:, None] - b[None], axis=-1)
    except tf.errors.InvalidArgumentError as error:
        raise ValueError(f"the last axes differ: {a.shape} and {b.shape}") from error
