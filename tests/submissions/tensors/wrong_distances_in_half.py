"""Wrong: computes in the floating precision that was given and casts the result: in float16 large squares are infinite.

Fails: test_distances_of_other_inputs
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.convert_to_tensor(a), tf.convert_to_tensor(b)
    if a.dtype != b.dtype or not a.dtype.is_floating:
        a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"points of {a.shape[-1]} and of {b.shape[-1]} coordinates: they must agree")
    squares = tf.reduce_sum(tf.square(a[:, None] - b[None]), axis=-1)
    return tf.cast(tf.sqrt(squares), tf.float32)
