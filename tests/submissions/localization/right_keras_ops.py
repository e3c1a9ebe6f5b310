"""keras.ops throughout, sums of logarithms by one-hot rows, a subclassed model built by a call, a mask of boxes that are left."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops


def _numbers(x: Any) -> Any:
    return ops.cast(x, "float32") if tf.is_tensor(x) else ops.convert_to_tensor(x, "float32")


def to_corners(boxes: Any) -> Any:
    middle, size = ops.split(_numbers(boxes), 2, axis=-1)
    return ops.concatenate([middle - 0.5 * size, middle + 0.5 * size], axis=-1)


def to_centers(boxes: Any) -> Any:
    first, last = ops.split(_numbers(boxes), 2, axis=-1)
    return ops.concatenate([0.5 * (first + last), last - first], axis=-1)


def iou(a: Any, b: Any) -> Any:
    ax, ay, au, av = ops.unstack(_numbers(a)[:, None, :], 4, axis=-1)
    bx, by, bu, bv = ops.unstack(_numbers(b)[None, :, :], 4, axis=-1)
    width = ops.relu(ops.minimum(au, bu) - ops.maximum(ax, bx))
    height = ops.relu(ops.minimum(av, bv) - ops.maximum(ay, by))
    common = width * height
    union = ops.relu(au - ax) * ops.relu(av - ay) + ops.relu(bu - bx) * ops.relu(bv - by) - common
    return ops.where(union > 0, common / ops.where(union > 0, union, 1.0), 0.0)


class Localizer(keras.Model):
    """A body and two heads."""

    def __init__(self, n_classes: int, **options: Any) -> None:
        super().__init__(**options)
        widths = (16, 32, 64, 64)
        self.convolutions = [keras.layers.Conv2D(width, 3, 1, "same", activation="relu") for width in widths]
        self.pooling = keras.layers.MaxPooling2D()
        self.hidden = keras.layers.Dense(64, activation=ops.relu)
        self.label_head = keras.layers.Dense(n_classes)
        self.box_head = keras.layers.Dense(4)

    def call(self, images: Any, training: bool = False) -> dict[str, Any]:
        for convolution in self.convolutions:
            images = self.pooling(convolution(images))
        features = self.hidden(ops.reshape(images, (ops.shape(images)[0], -1)))
        return {"box": ops.sigmoid(self.box_head(features)), "label": ops.softmax(self.label_head(features))}


def localizer(input_shape: tuple[int, int, int], n_classes: int = 3) -> keras.Model:
    model = Localizer(n_classes)
    height, width, channels = input_shape
    model.hidden.build((None, (height // 16) * (width // 16) * 64))
    model(tf.zeros((1, height, width, channels)))
    return model


def localization_loss(y_true: dict[str, Any], y_pred: dict[str, Any], box_weight: float = 1.0) -> Any:
    chances = ops.clip(_numbers(y_pred["label"]), 1e-7, 1.0)
    hot = ops.one_hot(ops.convert_to_tensor(y_true["label"]), chances.shape[-1])
    error = _numbers(y_true["box"]) - _numbers(y_pred["box"])
    return -ops.mean(ops.sum(hot * ops.log(chances), axis=-1)) + box_weight * ops.mean(error**2)


def non_max_suppression(boxes: Any, scores: Any, iou_threshold: float = 0.5) -> Any:
    boxes, scores = _numbers(boxes), _numbers(scores)
    kept: list[int] = []
    left = tf.ones(scores.shape, tf.bool)
    while bool(tf.reduce_any(left)):
        best = int(tf.argmax(tf.where(left, scores, -float("inf"))))
        kept.append(best)
        left &= ~(iou(boxes[best][None], boxes)[0] > iou_threshold)
        left &= tf.range(len(scores)) != best
    return tf.convert_to_tensor(kept, dtype="int32")


def mean_iou_of_boxes(y_true: Any, y_pred: Any) -> Any:
    if ops.shape(y_true)[0] == 0 if tf.is_tensor(y_true) else len(y_true) == 0:
        return 0.0
    return ops.mean(ops.diagonal(iou(y_true, y_pred)))
