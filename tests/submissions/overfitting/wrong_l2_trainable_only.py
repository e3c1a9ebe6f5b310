"""Variables that do not train are left out.

Fails: test_l2_takes_any_weights
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    squares = [tf.reduce_sum(tf.cast(w, tf.float32) ** 2) for w in weights if getattr(w, "trainable", True)]
    return strength * tf.add_n([tf.constant(0.0), *squares])
