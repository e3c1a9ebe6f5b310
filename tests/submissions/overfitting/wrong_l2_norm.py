"""The length instead of its square.

Fails: test_l2_values
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    return strength * sum((tf.norm(tf.cast(w, tf.float32)) for w in weights), start=tf.constant(0.0))
