"""tf.nn.l2_loss is half of the sum.

Fails: test_l2_values
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    return strength * sum((tf.nn.l2_loss(tf.cast(w, tf.float32)) for w in weights), start=tf.constant(0.0))
