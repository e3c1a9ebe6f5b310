"""Wrong: adds up the norms instead of their squares.

Fails: test_clip_returns_the_norm, test_clips_together
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.add_n([tf.norm(g) for g in tensors if g is not None])
    scale = max_norm / tf.maximum(norm, max_norm)
    return [None if g is None else g * scale for g in tensors], norm
