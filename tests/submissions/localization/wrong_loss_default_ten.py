"""Wrong: the weight is 10 by default.

Fails: test_loss_values
"""

import tensorflow as tf


def localization_loss(y_true, y_pred, box_weight=10.0):
    labels = tf.cast(y_true["label"], tf.int32)
    probabilities = tf.cast(y_pred["label"], tf.float32)
    chosen = tf.gather(probabilities, labels, batch_dims=1)
    cross_entropy = -tf.reduce_mean(tf.math.log(tf.maximum(chosen, 1e-7)))
    difference = tf.cast(y_pred["box"], tf.float32) - tf.cast(y_true["box"], tf.float32)
    return cross_entropy + box_weight * tf.reduce_mean(tf.square(difference))
