"""Wrong: an empty table without its columns.

Fails: test_iou_of_no_boxes
"""

import tensorflow as tf


def iou(a, b):
    if len(a) == 0 or len(b) == 0:
        return tf.zeros([0])
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(a[..., :2], b[..., :2]), tf.minimum(a[..., 2:], b[..., 2:]))
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    return tf.math.divide_no_nan(common, union)
