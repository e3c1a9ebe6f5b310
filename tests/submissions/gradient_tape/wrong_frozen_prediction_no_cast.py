"""Wrong: only the target is cast to float32.

Fails: test_frozen_loss_is_the_mean_squared_error
"""

import tensorflow as tf


def frozen_target_loss(prediction, target):
    target = tf.stop_gradient(tf.cast(target, tf.float32))
    return tf.reduce_mean(tf.square(prediction - target))
