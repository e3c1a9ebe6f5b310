"""Wrong: the whole width to each side of the center.

Fails: test_corners_from_centers
"""

import tensorflow as tf


def to_corners(boxes):
    boxes = tf.cast(boxes, tf.float32)
    center, size = boxes[..., :2], boxes[..., 2:]
    return tf.concat([center - size, center + size], axis=-1)


def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    low, high = boxes[..., :2], boxes[..., 2:]
    return tf.concat([(low + high) / 2, high - low], axis=-1)
