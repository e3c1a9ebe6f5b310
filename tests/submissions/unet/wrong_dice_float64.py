"""Computes and returns float64.

Fails: test_dice_takes_what_tensors_are_made_of
"""
import tensorflow as tf


def dice_loss(masks, logits, n_classes):
    p = tf.nn.softmax(tf.cast(logits, tf.float64))
    g = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1, dtype=tf.float64)
    meet, both = tf.reduce_sum(p * g, [0, 1, 2]), tf.reduce_sum(p + g, [0, 1, 2])
    return 1 - tf.reduce_mean((2 * meet + 1e-6) / (both + 1e-6))
