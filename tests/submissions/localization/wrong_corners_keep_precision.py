"""Wrong: the precision of the input is kept.

Fails: test_boxes_of_any_form
"""

import tensorflow as tf


def to_corners(boxes):
    boxes = tf.convert_to_tensor(boxes)
    center, size = boxes[..., :2], boxes[..., 2:]
    return tf.concat([center - size / 2, center + size / 2], axis=-1)


def to_centers(boxes):
    boxes = tf.convert_to_tensor(boxes)
    low, high = boxes[..., :2], boxes[..., 2:]
    return tf.concat([(low + high) / 2, high - low], axis=-1)
