"""Wrong: writes into the list that came in.

Fails: test_clip_leaves_arguments_alone
"""

import tensorflow as tf


def clip_by_global_norm(gradients, max_norm):
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(tf.cast(g, tf.float32))) for g in gradients if g is not None]))
    scale = max_norm / tf.maximum(norm, max_norm)
    for number, g in enumerate(gradients):
        if g is not None:
            gradients[number] = tf.cast(g, tf.float32) * scale
    return gradients, norm
