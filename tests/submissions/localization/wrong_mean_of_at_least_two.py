"""Wrong: the sum is divided by two at least.

Fails: test_mean_iou_of_matching_rows
"""

import tensorflow as tf


def mean_iou_of_boxes(y_true, y_pred):
    y_true, y_pred = tf.cast(y_true, tf.float32), tf.cast(y_pred, tf.float32)

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(y_true[:, :2], y_pred[:, :2]), tf.minimum(y_true[:, 2:], y_pred[:, 2:]))
    union = area(y_true[:, :2], y_true[:, 2:]) + area(y_pred[:, :2], y_pred[:, 2:]) - common
    values = tf.math.divide_no_nan(common, union)
    return tf.math.divide_no_nan(tf.reduce_sum(values), tf.maximum(tf.cast(tf.shape(values)[0], tf.float32), 2))
