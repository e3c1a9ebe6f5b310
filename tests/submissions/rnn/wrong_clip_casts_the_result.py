"""Wrong: adds squares in whatever precision came in and casts at the end: float16 overflows, a mixture is an error.

Fails: test_clip_takes_lists_and_other_precisions
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None]))
    scale = max_norm / tf.maximum(norm, max_norm)
    return [None if g is None else tf.cast(g * scale, tf.float32) for g in tensors], tf.cast(norm, tf.float32)
