"""Wrong: boxes are clipped to the image first.

Fails: test_mean_iou_counts_misses
"""

import tensorflow as tf


def mean_iou_of_boxes(y_true, y_pred):
    y_true, y_pred = tf.clip_by_value(tf.cast(y_true, tf.float32), 0, 1), tf.clip_by_value(tf.cast(y_pred, tf.float32), 0, 1)

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(y_true[:, :2], y_pred[:, :2]), tf.minimum(y_true[:, 2:], y_pred[:, 2:]))
    union = area(y_true[:, :2], y_true[:, 2:]) + area(y_pred[:, :2], y_pred[:, 2:]) - common
    values = tf.math.divide_no_nan(common, union)
    return tf.math.divide_no_nan(tf.reduce_sum(values), tf.cast(tf.shape(values)[0], tf.float32))
