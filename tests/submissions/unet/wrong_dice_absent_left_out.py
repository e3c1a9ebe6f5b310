"""Classes that are absent from both are left out of the mean.

Fails: test_dice_of_absent_classes
"""
import tensorflow as tf


def dice_loss(masks, logits, n_classes):
    p = tf.nn.softmax(tf.cast(logits, tf.float32))
    g = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1)
    meet, both = tf.reduce_sum(p * g, [0, 1, 2]), tf.reduce_sum(p + g, [0, 1, 2])
    there = both > 1e-6
    return 1 - tf.reduce_mean(tf.boolean_mask(2 * meet, there) / tf.boolean_mask(both, there))
