"""Wrong: takes the norm out of the graph.

Fails: test_clip_in_a_graph, test_clip_gradients
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    tensors = [None if g is None else tf.cast(g, tf.float32) for g in gradients]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in tensors if g is not None]))
    norm = float(norm)
    scale = min(1.0, max_norm / norm) if norm else 1.0
    return [None if g is None else g * scale for g in tensors], tf.constant(norm)
