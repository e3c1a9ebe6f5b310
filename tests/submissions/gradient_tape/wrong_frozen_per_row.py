"""Wrong: one loss per row: Keras averages the last axis alone.

Fails: test_frozen_loss_is_the_mean_squared_error
"""

import keras
import tensorflow as tf


def frozen_target_loss(prediction, target):
    prediction, target = tf.cast(prediction, tf.float32), tf.cast(target, tf.float32)
    return keras.losses.mean_squared_error(tf.stop_gradient(target), prediction)
