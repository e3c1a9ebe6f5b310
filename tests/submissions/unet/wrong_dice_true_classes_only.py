"""The mean over the classes that occur in the masks.

Fails: test_dice_counts_every_class
"""
import tensorflow as tf


def dice_loss(masks, logits, n_classes):
    p = tf.nn.softmax(tf.cast(logits, tf.float32))
    g = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1)
    meet, both = tf.reduce_sum(p * g, [0, 1, 2]), tf.reduce_sum(p + g, [0, 1, 2])
    there = tf.reduce_any(g > 0, [0, 1, 2])
    scores = tf.where(there | (both == 0), (2 * meet + 1e-6) / (both + 1e-6), 0.0)
    return 1 - tf.reduce_sum(scores) / tf.reduce_sum(tf.cast(there | (both == 0), tf.float32))
