"""Wrong: the plain mean squared error.

Fails: test_frozen_loss_leaves_the_target_alone
"""

import tensorflow as tf


def frozen_target_loss(prediction, target):
    prediction, target = tf.cast(prediction, tf.float32), tf.cast(target, tf.float32)
    return tf.reduce_mean((prediction - target) ** 2)
