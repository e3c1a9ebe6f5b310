"""NumPy loops and arrays where no gradient is asked for; a Sequential body; Keras' own losses."""

import keras
import numpy as np
import tensorflow as tf


def to_corners(boxes):
    boxes = np.array(boxes, dtype="float32")
    out = np.empty_like(boxes)
    out[..., 0] = boxes[..., 0] - 0.5 * boxes[..., 2]
    out[..., 1] = boxes[..., 1] - 0.5 * boxes[..., 3]
    out[..., 2] = boxes[..., 0] + 0.5 * boxes[..., 2]
    out[..., 3] = boxes[..., 1] + 0.5 * boxes[..., 3]
    return out


def to_centers(boxes):
    x0, y0, x1, y1 = np.moveaxis(np.asarray(boxes, np.float32), -1, 0)
    return np.stack(((x0 + x1) * np.float32(0.5), (y0 + y1) * np.float32(0.5), x1 - x0, y1 - y0), -1)


def one_iou(p, q):
    width = max(0.0, min(p[2], q[2]) - max(p[0], q[0]))
    height = max(0.0, min(p[3], q[3]) - max(p[1], q[1]))
    if width == 0 or height == 0:
        return 0.0
    return width * height / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - width * height)


def iou(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    values = np.zeros((len(a), len(b)), dtype=np.float32)
    for i, p in enumerate(a):
        for j, q in enumerate(b):
            values[i, j] = one_iou(p, q)
    return values


def localizer(input_shape, n_classes):
    body = keras.Sequential()
    for filters in [16, 32, 64, 64]:
        body.add(keras.layers.Conv2D(filters, (3, 3), padding="same"))
        body.add(keras.layers.ReLU())
        body.add(keras.layers.MaxPool2D((2, 2), strides=2))
    body.add(keras.layers.Flatten())
    body.add(keras.layers.Dense(64, "relu"))
    image = keras.layers.Input(input_shape)
    features = body(image)
    heads = {
        "box": keras.layers.Dense(4, "sigmoid", name="box")(features),
        "label": keras.layers.Dense(n_classes, "softmax", name="label")(features),
    }
    model = keras.Model(inputs=image, outputs=heads, name="localizer")
    model.compile("adam", {"label": "sparse_categorical_crossentropy", "box": "mse"})
    print(model.name, model.count_params())
    return model


def localization_loss(y_true, y_pred, box_weight=1.0):
    labels = keras.losses.SparseCategoricalCrossentropy()(y_true["label"], y_pred["label"])
    boxes = keras.losses.MeanSquaredError()(y_true["box"], y_pred["box"])
    return labels + box_weight * boxes


def non_max_suppression(boxes, scores, iou_threshold=0.5):
    boxes = np.asarray(boxes, dtype=float)
    scores = [float(score) for score in scores]
    kept = []
    for index in sorted(range(len(scores)), key=lambda i: (-scores[i], i)):
        if all(one_iou(boxes[index], boxes[other]) <= iou_threshold for other in kept):
            kept.append(index)
    return np.array(kept, dtype="int32")


def mean_iou_of_boxes(y_true, y_pred):
    values = [one_iou(p, q) for p, q in zip(np.asarray(y_true, float), np.asarray(y_pred, float))]
    return float(sum(values) / len(values)) if values else 0.0
