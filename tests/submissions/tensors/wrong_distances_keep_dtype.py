"""Wrong: float64 in, float64 out; mixed precisions are an error.

Fails: test_distances_of_other_inputs
"""

import tensorflow as tf


def pairwise_distances(a, b):
    a, b = tf.convert_to_tensor(a), tf.convert_to_tensor(b)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("the last axes differ")
    return tf.norm(a[:, None] - b[None], axis=-1)
