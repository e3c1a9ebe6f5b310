"""Wrong: all intersections over all unions.

Fails: test_mean_iou_of_matching_rows
"""

import tensorflow as tf


def mean_iou_of_boxes(y_true, y_pred):
    a, b = tf.cast(y_true, tf.float32), tf.cast(y_pred, tf.float32)

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(a[:, :2], b[:, :2]), tf.minimum(a[:, 2:], b[:, 2:]))
    union = area(a[:, :2], a[:, 2:]) + area(b[:, :2], b[:, 2:]) - common
    return tf.math.divide_no_nan(tf.reduce_sum(common), tf.reduce_sum(union))
