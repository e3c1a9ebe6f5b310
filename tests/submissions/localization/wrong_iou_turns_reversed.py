"""Wrong: reversed boxes are turned around.

Fails: test_iou_of_reversed_boxes
"""

import tensorflow as tf


def iou(a, b):
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    a = tf.concat([tf.minimum(a[..., :2], a[..., 2:]), tf.maximum(a[..., :2], a[..., 2:])], axis=-1)
    b = tf.concat([tf.minimum(b[..., :2], b[..., 2:]), tf.maximum(b[..., :2], b[..., 2:])], axis=-1)

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(a[..., :2], b[..., :2]), tf.minimum(a[..., 2:], b[..., 2:]))
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    return tf.math.divide_no_nan(common, union)
