"""Squares the caller's arrays.

Fails: test_l2_keeps_the_weights
"""
import numpy as np
import tensorflow as tf


def l2_penalty(weights, strength):
    total = tf.constant(0.0)
    for w in weights:
        if isinstance(w, np.ndarray) and w.flags.writeable:
            w *= w
            total += tf.reduce_sum(tf.cast(w, tf.float32))
        else:
            total += tf.reduce_sum(tf.square(tf.cast(w, tf.float32)))
    return strength * total
