"""Wrong: the sides of the intersection are not clipped at 0: two negative ones make an area.

Fails: test_iou_of_boxes_apart
"""

import tensorflow as tf


def iou(a, b):
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = tf.reduce_prod(tf.minimum(a[..., 2:], b[..., 2:]) - tf.maximum(a[..., :2], b[..., :2]), axis=-1)
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    return tf.math.divide_no_nan(common, union)
