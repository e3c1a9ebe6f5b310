"""Right: parts are tf.functions or call some, with type hints, prints and helpers."""

from __future__ import annotations

import tensorflow as tf


def describe(tensor) -> dict:
    print("describing", type(tensor).__name__)
    tensor = tf.convert_to_tensor(tensor)
    answer = {"size": 1, "shape": (), "rank": 0, "dtype": tensor.dtype.name}
    for length in tensor.shape:
        answer["shape"] += (length,)
        answer["rank"] += 1
        answer["size"] *= length
    return answer


@tf.function
def _board(height, width):
    return tf.cast((tf.range(height)[:, tf.newaxis] + tf.range(width)) % 2 == 1, tf.float32)


def checkerboard(height: int, width: int) -> tf.Tensor:
    return _board(height, width)


@tf.function
def _distances(a, b):
    return tf.norm(tf.expand_dims(a, 1) - tf.expand_dims(b, 0), axis=-1)


def pairwise_distances(a, b):
    a = tf.cast(tf.convert_to_tensor(a), tf.float32)
    b = tf.cast(tf.convert_to_tensor(b), tf.float32)
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"last axes {a.shape[1]} and {b.shape[1]} differ; give points with equally many coordinates")
    return _distances(a, b)


@tf.function
def masked_mean(values, mask, axis=None):
    values = tf.cast(values, tf.float32)
    counted = tf.math.count_nonzero(mask, axis=axis, dtype=tf.float32)
    total = tf.reduce_sum(tf.where(mask, values, tf.zeros_like(values)), axis)
    return total / tf.maximum(counted, 1)


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(value, tf.float32)
    if tf.less(value, 0.0):
        raise ValueError(f"{value.numpy()} is below 0: only 0 and more is allowed")
    if tf.equal(value, 0.0):
        return value, 0
    steps = tf.constant(0)
    root = tf.maximum(value, 1.0)
    while not tf.abs(root * root - value) <= tolerance * tf.maximum(value, 1.0):
        root = root - (root * root - value) / (2 * root) if root < 1e15 else (root + value / root) / 2
        steps += 1
    return [root, int(steps)]
