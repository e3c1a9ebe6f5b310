"""Wrong: a weight of 0 counts as not given.

Fails: test_loss_weighs_the_box
"""

import tensorflow as tf


def localization_loss(y_true, y_pred, box_weight=1.0):
    labels = tf.cast(y_true["label"], tf.int32)
    probabilities = tf.cast(y_pred["label"], tf.float32)
    chosen = tf.gather(probabilities, labels, batch_dims=1)
    cross_entropy = -tf.reduce_mean(tf.math.log(tf.maximum(chosen, 1e-7)))
    difference = tf.cast(y_pred["box"], tf.float32) - tf.cast(y_true["box"], tf.float32)
    return cross_entropy + (box_weight or 1.0) * tf.reduce_mean(tf.square(difference))
