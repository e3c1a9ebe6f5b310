"""Right: NumPy inside, tensors outside; float64 shortcuts where they are exact enough."""

import numpy as np
import tensorflow as tf


def describe(tensor):
    array = tf.convert_to_tensor(tensor)
    shape = tuple(int(length) for length in array.shape)
    return dict(shape=shape, rank=len(shape), dtype=str(array.dtype.name), size=int(np.prod(shape, dtype="int64")))


def checkerboard(height, width):
    return tf.constant(np.indices((height, width)).sum(axis=0) % 2, tf.float32)


def pairwise_distances(a, b):
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"{a.shape[-1]} and {b.shape[-1]} coordinates: the last axes must have the same length")
    squared = (a**2).sum(-1)[:, None] + (b**2).sum(-1)[None] - 2 * a @ b.T
    return tf.constant(np.sqrt(np.maximum(squared, 0)), tf.float32)


def masked_mean(values, mask, axis=None):
    values, mask = np.asarray(values, "float32"), np.asarray(mask, bool)
    found = np.ma.masked_array(values, ~mask).mean(axis=axis)
    return tf.constant(np.ma.filled(np.ma.asanyarray(found), 0.0), tf.float32)


def newton_sqrt(value, tolerance=1e-5):
    value = float(value)
    if value < 0:
        raise ValueError("the value must be 0 or more")
    root, steps = max(value, 1.0), 0
    while value and abs(root**2 - value) > tolerance * max(value, 1.0):
        root, steps = (root + value / root) / 2, steps + 1
    return (root if value else 0.0), steps
