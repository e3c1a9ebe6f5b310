"""Wrong: short gradients are made longer.

Fails: test_clips_nothing_below
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None]))
    scale = tf.math.divide_no_nan(max_norm, norm)
    return [None if g is None else g * scale for g in tensors], norm
