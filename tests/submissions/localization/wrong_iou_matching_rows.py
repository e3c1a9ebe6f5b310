"""Wrong: only matching rows, when there are as many of both; repeated.

Fails: test_iou_of_equal_and_nested_boxes
"""

import tensorflow as tf


def iou(a, b):
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(a[..., :2], b[..., :2]), tf.minimum(a[..., 2:], b[..., 2:]))
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    table = tf.math.divide_no_nan(common, union)
    if a.shape[0] == b.shape[1]:
        table = tf.linalg.diag(tf.linalg.diag_part(table))
    return table
