"""Wrong: the areas of the boxes are not clipped: a box and a reversed one cancel to 0/0.

Fails: test_iou_of_reversed_boxes
"""

import tensorflow as tf


def iou(a, b):
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]
    sides = tf.minimum(a[..., 2:], b[..., 2:]) - tf.maximum(a[..., :2], b[..., :2])
    common = tf.reduce_prod(tf.maximum(sides, 0), axis=-1)
    area_a = tf.reduce_prod(a[..., 2:] - a[..., :2], axis=-1)
    area_b = tf.reduce_prod(b[..., 2:] - b[..., :2], axis=-1)
    union = area_a + area_b - common
    return tf.where((area_a == 0) & (area_b == 0), 0.0, common / tf.where((area_a == 0) & (area_b == 0), 1.0, union))
