"""Conversions that refuse tensors of another precision."""

import tensorflow as tf


def to_corners(boxes):
    boxes = tf.convert_to_tensor(boxes, dtype=tf.float32)
    return tf.concat([boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2], -1)


def to_centers(boxes):
    boxes = tf.convert_to_tensor(boxes, dtype=tf.float32)
    return tf.concat([(boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]], -1)


def iou(a, b):
    a, b = (tf.convert_to_tensor(boxes, dtype=tf.float32) for boxes in (a, b))
    sides = tf.nn.relu(tf.minimum(a[:, None, 2:], b[None, :, 2:]) - tf.maximum(a[:, None, :2], b[None, :, :2]))
    common = tf.reduce_prod(sides, axis=-1)
    areas = [tf.reduce_prod(tf.nn.relu(boxes[:, 2:] - boxes[:, :2]), axis=-1) for boxes in (a, b)]
    return tf.math.divide_no_nan(common, areas[0][:, None] + areas[1][None] - common)


def mean_iou_of_boxes(y_true, y_pred):
    y_true = tf.convert_to_tensor(y_true, dtype=tf.float32)
    y_pred = tf.convert_to_tensor(y_pred, dtype=tf.float32)
    values = tf.linalg.diag_part(iou(y_true, y_pred))
    return tf.reduce_mean(values) if len(values) else tf.constant(0.0)
