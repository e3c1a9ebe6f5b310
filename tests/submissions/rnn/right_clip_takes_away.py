"""Right: from each gradient that share is taken away by which the norm is too long; half squared norms, a minimum."""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.sqrt(2.0 * tf.add_n([tf.nn.l2_loss(g) for g in tensors if g is not None]))
    too_much = 1.0 - tf.minimum(1.0, max_norm / norm)  # the share to take away; max_norm / 0 is infinite, and 1 smaller
    return [None if g is None else g - too_much * g for g in tensors], norm
