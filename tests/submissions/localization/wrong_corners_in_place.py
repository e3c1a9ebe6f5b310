"""Wrong: the argument, when it is an array, is overwritten.

Fails: test_boxes_keep_their_argument
"""

import numpy as np
import tensorflow as tf


def to_corners(boxes):
    boxes = np.asarray(boxes, np.float32)
    if not boxes.flags.writeable:
        boxes = boxes.copy()
    boxes[..., :2] -= boxes[..., 2:] / 2
    boxes[..., 2:] += boxes[..., :2]
    return tf.constant(boxes)



def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    low, high = boxes[..., :2], boxes[..., 2:]
    return tf.concat([(low + high) / 2, high - low], axis=-1)
