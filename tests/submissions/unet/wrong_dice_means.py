"""Means in place of sums: the smoothing grows with the number of pixels.

Fails: test_dice_smoothing_is_tiny
"""
import tensorflow as tf


def dice_loss(masks, logits, n_classes):
    p = tf.nn.softmax(tf.cast(logits, tf.float32))
    g = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1)
    meet, both = tf.reduce_mean(p * g, [0, 1, 2]), tf.reduce_mean(p, [0, 1, 2]) + tf.reduce_mean(g, [0, 1, 2])
    return 1 - tf.reduce_mean((2 * meet + 1e-6) / (both + 1e-6))
