"""Wrong: width and height are swapped, in both functions.

Fails: test_corners_from_centers, test_centers_from_corners
"""

import tensorflow as tf


def to_corners(boxes):
    boxes = tf.cast(boxes, tf.float32)
    center, size = boxes[..., :2], boxes[..., :1:-1]
    return tf.concat([center - size / 2, center + size / 2], axis=-1)


def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    low, high = boxes[..., :2], boxes[..., 2:]
    return tf.concat([(low + high) / 2, (high - low)[..., ::-1]], axis=-1)
