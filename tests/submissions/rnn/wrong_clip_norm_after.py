"""Wrong: returns the norm after clipping.

Fails: test_clip_returns_the_norm
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None]))
    scale = max_norm / tf.maximum(norm, max_norm)
    return [None if g is None else g * scale for g in tensors], tf.minimum(norm, max_norm)
