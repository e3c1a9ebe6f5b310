"""Wrong: the NaN is hidden by tf.where, and comes back in the gradient.

Fails: test_iou_gradients_are_finite
"""

import tensorflow as tf


def iou(a, b):
    a = tf.cast(a, tf.float32)[:, None]
    b = tf.cast(b, tf.float32)[None]

    def area(low, high):
        return tf.reduce_prod(tf.maximum(high - low, 0), axis=-1)

    common = area(tf.maximum(a[..., :2], b[..., :2]), tf.minimum(a[..., 2:], b[..., 2:]))
    union = area(a[..., :2], a[..., 2:]) + area(b[..., :2], b[..., 2:]) - common
    return tf.where(union > 0, common / union, 0.0)
