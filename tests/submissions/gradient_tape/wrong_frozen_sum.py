"""Wrong: the sum instead of the mean.

Fails: test_frozen_loss_is_the_mean_squared_error
"""

import tensorflow as tf


def frozen_target_loss(prediction, target):
    prediction, target = tf.cast(prediction, tf.float32), tf.cast(target, tf.float32)
    return tf.reduce_sum((prediction - tf.stop_gradient(target)) ** 2)
