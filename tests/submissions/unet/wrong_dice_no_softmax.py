"""Takes the logits for probabilities.

Fails: test_dice_takes_the_softmax
"""
import tensorflow as tf


def dice_loss(masks, logits, n_classes):
    p = tf.cast(logits, tf.float32)
    g = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1)
    meet, both = tf.reduce_sum(p * g, [0, 1, 2]), tf.reduce_sum(p + g, [0, 1, 2])
    return 1 - tf.reduce_mean((2 * meet + 1e-6) / (both + 1e-6))
