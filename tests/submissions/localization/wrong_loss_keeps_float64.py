"""Wrong: float64 predictions give a float64 loss.

Fails: test_loss_is_a_scalar
"""

import tensorflow as tf


def localization_loss(y_true, y_pred, box_weight=1.0):
    labels = tf.cast(y_true["label"], tf.int32)
    probabilities = tf.convert_to_tensor(y_pred["label"])
    chosen = tf.gather(probabilities, labels, batch_dims=1)
    cross_entropy = -tf.reduce_mean(tf.math.log(tf.maximum(chosen, 1e-7)))
    difference = tf.cast(y_pred["box"], probabilities.dtype) - tf.cast(y_true["box"], probabilities.dtype)
    return cross_entropy + box_weight * tf.reduce_mean(tf.square(difference))
