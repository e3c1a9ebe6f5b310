"""Right: by keras.ops; a tile for the board, a subclass of ValueError for errors, recursion for the root."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops


class DifferentSpaces(ValueError):
    """Points of different spaces."""


def describe(tensor):
    if isinstance(tensor, keras.Variable):
        tensor = tensor.value
    tensor = tf.convert_to_tensor(tensor)
    shape = tuple(tensor.shape)
    return {
        "shape": shape,
        "rank": int(tf.rank(tensor)),
        "dtype": tf.as_dtype(tensor.dtype).name,
        "size": int(tf.size(tensor)),
        "bytes": None,
    }


def checkerboard(height, width):
    tiles = np.tile([[0.0, 1.0], [1.0, 0.0]], ((height + 1) // 2, (width + 1) // 2))
    return ops.convert_to_tensor(tiles[:height, :width], "float32")


def pairwise_distances(a, b):
    a, b = ops.cast(a, "float32"), ops.cast(b, "float32")
    if a.shape[-1] != b.shape[-1]:
        raise DifferentSpaces(f"{a.shape} and {b.shape}: the last axes must be the same")
    differences = ops.expand_dims(a, -2) - b
    return ops.sqrt(ops.einsum("nmd,nmd->nm", differences, differences))


def masked_mean(values, mask, axis=None):
    values, mask = ops.cast(values, "float32"), ops.convert_to_tensor(mask, "bool")
    kept = ops.where(mask, values, 0.0)
    counts = ops.sum(ops.cast(mask, "float32"), axis=axis)
    return ops.where(counts > 0, ops.sum(kept, axis=axis) / ops.where(counts > 0, counts, 1.0), 0.0)


def newton_sqrt(value, tolerance=1e-5):
    value = ops.cast(value, "float32")
    if value < 0:
        raise ValueError("no real root of a number below 0")
    if not value:
        return ops.zeros(()), 0

    def improve(root, steps):
        if ops.abs(ops.square(root) - value) <= tolerance * ops.maximum(value, 1.0):
            return root, steps
        return improve(0.5 * (root + value / root), steps + 1)

    return improve(ops.maximum(value, 1.0), 0)
