"""Slices first, then a cast: arrays and tensors, but no lists."""

import tensorflow as tf


def to_corners(boxes):
    xy, wh = tf.cast(boxes[..., :2], tf.float32), tf.cast(boxes[..., 2:], tf.float32)
    return tf.concat([xy - wh / 2, xy + wh / 2], -1)


def to_centers(boxes):
    lo, hi = tf.cast(boxes[..., :2], tf.float32), tf.cast(boxes[..., 2:], tf.float32)
    return tf.concat([(lo + hi) / 2, hi - lo], -1)
