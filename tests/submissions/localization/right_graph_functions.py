"""Everything under tf.function: a TensorArray, a loop in the graph, pooling by tf.nn, weights in a functional graph of single layers."""

import keras
import numpy as np
import tensorflow as tf


@tf.function(jit_compile=False)
def _corners(boxes):
    x, y, w, h = tf.unstack(boxes, axis=-1)
    return tf.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=-1)


def to_corners(boxes):
    return _corners(tf.cast(boxes, tf.float32))


def to_centers(boxes):
    boxes = tf.cast(boxes, tf.float32)
    size = boxes[..., 2:] - boxes[..., :2]
    return tf.concat([boxes[..., :2] + size / 2, size], -1)


def _sizes(boxes):
    return tf.clip_by_value(boxes[..., 2:] - boxes[..., :2], 0.0, np.inf)


def iou(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    top_left = tf.maximum(tf.expand_dims(a, 1)[..., :2], tf.expand_dims(b, 0)[..., :2])
    bottom_right = tf.minimum(tf.expand_dims(a, 1)[..., 2:], tf.expand_dims(b, 0)[..., 2:])
    inside = tf.reduce_prod(_sizes(tf.concat([top_left, bottom_right], -1)), -1)
    areas = tf.add(tf.reduce_prod(_sizes(a), -1)[:, None], tf.reduce_prod(_sizes(b), -1)[None, :])
    return tf.math.divide_no_nan(inside, areas - inside)


def localizer(input_shape, n_classes):
    Conv, Pool = keras.layers.Conv2D, keras.layers.MaxPooling2D
    image = keras.Input(input_shape, name="image")
    x = Pool()(keras.activations.relu(Conv(16, 3, padding="same")(image)))
    x = Pool()(keras.activations.relu(Conv(32, 3, padding="same")(x)))
    x = Pool()(keras.activations.relu(Conv(64, 3, padding="same")(x)))
    x = Pool()(keras.activations.relu(Conv(64, 3, padding="same")(x)))
    x = keras.layers.Dense(64, activation="relu")(keras.layers.Flatten()(x))
    box_layer = keras.layers.Dense(4, activation="sigmoid")
    label_layer = keras.layers.Dense(n_classes, activation="softmax")
    model = keras.Model(image, {"box": box_layer(x), "label": label_layer(x)})
    box_layer.bias.assign([-1, -1, 1, 1])  # start with a box in the middle
    return model


@tf.function
def _loss(labels, probabilities, true, found, weight):
    entropy = keras.losses.sparse_categorical_crossentropy(labels, probabilities)
    return tf.reduce_mean(entropy) + weight * tf.reduce_mean(tf.math.squared_difference(true, found))


def localization_loss(y_true, y_pred, box_weight=1.0):
    return _loss(
        tf.cast(y_true["label"], tf.int64),
        tf.cast(y_pred["label"], tf.float32),
        tf.cast(y_true["box"], tf.float32),
        tf.cast(y_pred["box"], tf.float32),
        tf.cast(box_weight, tf.float32),
    )


@tf.function(reduce_retracing=True)
def _suppress(overlaps, order, threshold):
    kept = tf.TensorArray(tf.int32, size=0, dynamic_size=True, element_shape=())
    alive = tf.ones_like(order, tf.bool)
    for rank in tf.range(tf.size(order)):
        if alive[rank]:
            kept = kept.write(kept.size(), order[rank])
            later = tf.range(tf.size(order)) > rank
            alive = alive & ~(later & (tf.gather(overlaps[order[rank]], order) > threshold))
    return kept.stack()


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    order = tf.argsort(-tf.cast(scores, tf.float32), stable=True)
    return _suppress(iou(boxes, boxes), order, tf.constant(iou_threshold, tf.float32))


def mean_iou_of_boxes(y_true, y_pred):
    values = tf.linalg.diag_part(iou(y_true, y_pred))
    mean = tf.reduce_mean(values)
    return tf.where(tf.math.is_nan(mean), 0.0, mean)
