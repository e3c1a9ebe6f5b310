"""tf.add_n wants at least one tensor.

Fails: test_l2_of_nothing
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    return strength * tf.add_n([tf.reduce_sum(tf.cast(w, tf.float32) ** 2) for w in weights])
