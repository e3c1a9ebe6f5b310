"""Wrong: the smoothing is 4e-6.

Fails: test_dice_smoothing_is_tiny
"""

import tensorflow as tf

SMOOTHING = 4e-6


def dice_loss(masks, logits, n_classes):
    p = tf.nn.softmax(tf.cast(logits, tf.float32))
    g = tf.one_hot(tf.cast(masks, tf.int32), n_classes + 1)
    both = tf.reduce_sum(p * g, axis=[0, 1, 2])
    total = tf.reduce_sum(p, axis=[0, 1, 2]) + tf.reduce_sum(g, axis=[0, 1, 2])
    return 1 - tf.reduce_mean((2 * both + SMOOTHING) / (total + SMOOTHING))
