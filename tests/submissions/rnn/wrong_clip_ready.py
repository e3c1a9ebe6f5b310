"""Wrong: TensorFlow's own function.

Fails: test_clip_by_hand
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    return tf.clip_by_global_norm(tensors, max_norm)
