"""Wrong: corners are clipped to the image.

Fails: test_boxes_there_and_back
"""

import tensorflow as tf


def to_corners(boxes):
    boxes = tf.cast(boxes, tf.float32)
    center, size = boxes[..., :2], boxes[..., 2:]
    return tf.clip_by_value(tf.concat([center - size / 2, center + size / 2], axis=-1), 0, 1)


def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    low, high = boxes[..., :2], boxes[..., 2:]
    return tf.concat([(low + high) / 2, high - low], axis=-1)
