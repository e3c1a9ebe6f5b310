"""Squares in the precision of the weights.

Fails: test_l2_casts_first
"""
import tensorflow as tf


def l2_penalty(weights, strength):
    squares = [tf.cast(tf.reduce_sum(tf.square(tf.convert_to_tensor(w))), tf.float32) for w in weights]
    return strength * sum(squares, start=tf.constant(0.0))
