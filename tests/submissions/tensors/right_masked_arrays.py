"""Right: NumPy's masked arrays, a tiled board, Newton by recursion on Python floats, classes with properties."""

import itertools
import math

import numpy as np
import tensorflow as tf


class Description:
    def __init__(self, thing):
        self.tensor = thing if tf.is_tensor(thing) else tf.constant(thing)

    def __iter__(self):
        lengths = [int(length) for length in tf.shape(self.tensor)]
        yield "size", math.prod(lengths)
        yield "dtype", tf.as_dtype(self.tensor.dtype).name
        yield "rank", len(lengths)
        yield "shape", tuple(lengths)


def describe(tensor):
    return dict(Description(tensor))


def checkerboard(height: int, width: int):
    tile = tf.constant([[0, 1], [1, 0]], dtype=tf.float32)
    return tf.tile(tile, [height // 2 + 1, width // 2 + 1])[0:height, 0:width]


def pairwise_distances(a, b):
    a, b = (tf.cast(points, "float32") for points in (a, b))
    if tf.shape(a)[-1] != tf.shape(b)[-1]:
        raise ValueError("a and b must have points of the same dimension but have %d and %d" % (a.shape[-1], b.shape[-1]))
    return tf.norm(tf.expand_dims(a, 1) - tf.expand_dims(b, 0), axis=2, ord="euclidean")


def masked_mean(values, mask, axis=None):
    hidden = np.logical_not(np.asarray(mask, dtype=bool))
    numbers = np.array(values, dtype="float32")
    numbers[hidden] = 0
    mean = np.ma.masked_array(numbers, mask=hidden).mean(axis=axis, dtype="float64")
    return tf.constant(np.ma.filled(mean, 0.0), dtype=tf.float32)


def newton_sqrt(value, tolerance=1e-5):
    number = float(tf.cast(value, tf.float32))
    if number < 0.0:
        raise ValueError(f"value must not be negative, but is {number}")
    if not number:
        return tf.zeros([]), 0
    limit = tolerance * max(number, 1.0)

    def go(root, steps):
        if abs(root * root - number) <= limit:
            return tf.constant(root, tf.float32), steps
        return go((root + number / root) / 2, steps + 1)

    return go(max(number, 1.0), 0)
