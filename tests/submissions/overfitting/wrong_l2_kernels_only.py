"""Counts matrices alone.

Fails: test_l2_values
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    kernels = [tf.cast(w, tf.float32) for w in weights if len(w.shape) > 1]
    return strength * sum((tf.reduce_sum(w**2) for w in kernels), start=tf.constant(0.0))
