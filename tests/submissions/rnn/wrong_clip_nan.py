"""Wrong: divides by a norm of 0.

Fails: test_clip_of_zeros
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None]))
    return [None if g is None else g / norm * tf.minimum(norm, max_norm) for g in tensors], norm
