"""Right: keras.ops throughout."""

import keras
from keras import ops


def one_hot(labels, depth):
    labels = ops.cast(ops.convert_to_tensor(labels), "int32")
    return ops.cast(ops.equal(ops.expand_dims(labels, 1), ops.arange(depth, dtype="int32")), keras.config.floatx())


def sigmoid(x):
    return ops.exp(-ops.softplus(ops.negative(ops.cast(ops.convert_to_tensor(x), "float32"))))


def softmax(logits, axis=-1):
    z = ops.cast(ops.convert_to_tensor(logits), "float32")
    z = ops.exp(z - ops.stop_gradient(ops.max(z, axis=axis, keepdims=True)))
    return ops.divide(z, ops.sum(z, axis=axis, keepdims=True))


def binary_crossentropy(labels, probabilities):
    y, p = (ops.cast(ops.convert_to_tensor(a), "float32") for a in (labels, probabilities))
    p = ops.clip(p, 1e-7, 1 - 1e-7)
    return ops.mean(-y * ops.log(p) - (1 - y) * ops.log(1 - p))


def categorical_crossentropy(targets, probabilities):
    t, p = (ops.cast(ops.convert_to_tensor(a), "float32") for a in (targets, probabilities))
    return ops.mean(ops.sum(-t * ops.log(ops.clip(p, 1e-7, 1 - 1e-7)), axis=-1))


def sparse_categorical_crossentropy(labels, logits):
    z = ops.cast(ops.convert_to_tensor(logits), "float32")
    y = ops.cast(ops.convert_to_tensor(labels), "int32")
    return ops.mean(ops.logsumexp(z, axis=-1) - ops.squeeze(ops.take_along_axis(z, y[:, None], axis=-1), -1))


def choose_loss(n_classes, encoding):
    if encoding not in ("binary", "integer", "one_hot"):
        raise ValueError("encoding should be binary, integer or one-hot (one_hot), not " + str(encoding))
    if n_classes <= 1:
        raise ValueError("a classifier needs more than one class, got " + str(n_classes))
    if encoding == "binary":
        if n_classes > 2:
            raise ValueError("binary labels allow two classes only")
        return "BinaryCrossentropy"
    return "SparseCategoricalCrossentropy" if encoding == "integer" else "CategoricalCrossentropy"
