"""The mean of the squares.

Fails: test_l2_values
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    return strength * sum((tf.reduce_mean(tf.cast(w, tf.float32) ** 2) for w in weights), start=tf.constant(0.0))
