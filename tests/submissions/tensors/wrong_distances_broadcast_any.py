"""Wrong: one coordinate is repeated for three; other shapes raise TensorFlow's own error.

Fails: test_distances_need_one_space
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    return tf.norm(a[:, None] - b[None], axis=-1)
