"""Wrong: the coordinates are split and stacked on the first axis when there are four boxes.

Fails: test_centers_from_corners
"""

import tensorflow as tf


def to_corners(boxes):
    x, y, w, h = tf.unstack(tf.cast(boxes, tf.float32), axis=-1)
    return tf.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=-1)


def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    axis = 0 if boxes.shape[0] == 4 else -1
    x0, y0, x1, y1 = tf.unstack(boxes, axis=axis)
    return tf.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0], axis=axis)
