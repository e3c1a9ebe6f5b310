"""Comprehensions over rows, positive logarithms, a layer for both heads, an insertion into a list that is sorted."""

import bisect

import keras
import numpy as np
import tensorflow as tf


def to_corners(boxes):
    boxes = tf.cast(boxes, tf.float32)
    return tf.stack([boxes[..., i % 2] + sign * boxes[..., 2 + i % 2] for i, sign in enumerate([-0.5, -0.5, 0.5, 0.5])], -1)


def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    middle = [(boxes[..., i] + boxes[..., i + 2]) / 2 for i in (0, 1)]
    return tf.stack(middle + [boxes[..., i + 2] - boxes[..., i] for i in (0, 1)], axis=-1)


def _pair(p, q):
    sides = [max(min(p[i + 2], q[i + 2]) - max(p[i], q[i]), 0) for i in (0, 1)]
    areas = [max(r[2] - r[0], 0) * max(r[3] - r[1], 0) for r in (p, q)]
    return sides[0] * sides[1] / (sum(areas) - sides[0] * sides[1]) if min(sides) > 0 else 0.0


def iou(a, b):
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    return tf.reshape(tf.constant([_pair(p, q) for p in a for q in b], tf.float32), (len(a), len(b)))


class Heads(keras.layers.Layer):
    def __init__(self, n_classes):
        super().__init__()
        self.both = {"label": keras.layers.Dense(n_classes, "softmax"), "box": keras.layers.Dense(4, "sigmoid")}
        self.label_layer, self.box_layer = self.both.values()

    def build(self, shape):
        self.label_layer.build(shape)
        self.box_layer.build(shape)

    def call(self, features):
        return {name: layer(features) for name, layer in self.both.items()}


def localizer(input_shape=(64, 64, 3), n_classes=3):
    image = x = keras.Input(input_shape)
    for filters in (2**power for power in (4, 5, 6, 6)):
        x = keras.layers.Conv2D(filters, 3, padding="same")(x)
        x = keras.layers.Activation("relu")(keras.layers.MaxPooling2D(2)(x))  # relu and maximum may change places
    features = keras.layers.Dense(64)(keras.layers.Flatten()(x))
    return keras.Model(image, Heads(n_classes)(keras.layers.ReLU()(features)))


def localization_loss(y_true, y_pred, box_weight=1.0):
    rows = zip(tf.unstack(tf.cast(y_pred["label"], tf.float32)), [int(label) for label in y_true["label"]])
    surprises = [tf.math.log(1 / tf.maximum(row[label], 1e-7)) for row, label in rows]
    errors = keras.losses.mean_squared_error(tf.cast(y_true["box"], tf.float32), y_pred["box"])
    return tf.add_n(surprises) / len(surprises) + box_weight * tf.reduce_mean(tf.cast(errors, tf.float32))


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    order = []
    for index, score in enumerate(np.asarray(scores, "float64")):
        bisect.insort(order, (-score, index))
    kept = {}
    for _, index in order:
        box = np.asarray(boxes[index], "float64")
        if not any(_pair(box, other) > iou_threshold for other in kept.values()):
            kept[index] = box
    return tf.constant(list(kept), dtype=tf.int32)


def mean_iou_of_boxes(y_true, y_pred):
    values = [_pair(p, q) for p, q in zip(np.asarray(y_true, "float64"), np.asarray(y_pred, "float64"))]
    return np.float32(np.mean(values) if values else 0)
