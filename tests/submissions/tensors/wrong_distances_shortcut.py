"""Wrong: the shortcut by squared norms in float32, clipped at 0.

Fails: test_distances_stay_exact, test_distances_are_never_nan
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    squares = tf.reduce_sum(a**2, -1)[:, None] + tf.reduce_sum(b**2, -1) - 2 * tf.matmul(a, b, transpose_b=True)
    return tf.sqrt(tf.maximum(squares, 0.0))
