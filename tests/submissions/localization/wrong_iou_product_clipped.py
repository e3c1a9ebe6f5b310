"""Wrong: the product of the sides is clipped, not each side.

Fails: test_iou_of_boxes_apart
"""

import tensorflow as tf


def iou(a, b):
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    def area(low, high):
        return tf.maximum(tf.reduce_prod(high - low, axis=-1), 0)

    common = area(tf.maximum(a[..., :2], b[..., :2]), tf.minimum(a[..., 2:], b[..., 2:]))
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    return tf.math.divide_no_nan(common, union)
