"""Wrong: stops the gradient of the difference.

Fails: test_frozen_loss_teaches_the_prediction
"""

import tensorflow as tf


def frozen_target_loss(prediction, target):
    prediction, target = tf.cast(prediction, tf.float32), tf.cast(target, tf.float32)
    return tf.reduce_mean(tf.stop_gradient(prediction - target) ** 2)
