"""Wrong: compares the squared norm with the limit.

Fails: test_clips_nothing_below
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None]))
    scale = tf.where(norm**2 > max_norm, max_norm / norm, 1.0)
    return [None if g is None else g * scale for g in tensors], norm
