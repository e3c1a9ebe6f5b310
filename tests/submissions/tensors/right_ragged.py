"""Right: ragged means, reduce_euclidean_norm, a sign that alternates, a while True with break."""

import numpy as np
import tensorflow as tf


def describe(tensor):
    array = tf.convert_to_tensor(tensor)
    shape = ()
    for axis in range(len(array.shape)):
        shape += (array.get_shape()[axis],)
    return {"shape": shape, "rank": array.ndim, "dtype": array.dtype.name, "size": int(tf.size(array))}


def checkerboard(height, width):
    rows = tf.where(tf.range(height) % 2 == 0, 1.0, -1.0)
    columns = tf.where(tf.range(width) % 2 == 0, 1.0, -1.0)
    return (1.0 - tf.tensordot(rows, columns, axes=0)) / 2.0


def pairwise_distances(a, b):
    a = tf.cast(tf.convert_to_tensor(a), tf.float32)
    b = tf.cast(tf.convert_to_tensor(b), tf.float32)
    if a.shape[1:] != b.shape[1:]:
        raise ValueError(f"{a.shape} and {b.shape}: only the number of points may differ")
    return tf.math.reduce_euclidean_norm(a[:, tf.newaxis] - b, axis=-1)


def masked_mean(values, mask, axis=None):
    values = tf.cast(tf.convert_to_tensor(values), tf.float32)
    mask = tf.convert_to_tensor(mask)
    if axis is None:
        kept = tf.boolean_mask(tf.reshape(values, [-1]), tf.reshape(mask, [-1]))
        return tf.reduce_mean(kept) if len(kept) else tf.constant(0.0)
    order = [i for i in range(values.shape.rank) if i != axis % values.shape.rank] + [axis % values.shape.rank]
    values, mask = tf.transpose(values, order), tf.transpose(mask, order)
    counts = tf.math.count_nonzero(mask, axis=-1, dtype=tf.float32)
    total = tf.reduce_sum(tf.where(mask, values, tf.zeros_like(values)), axis=-1)
    return tf.where(counts > 0, total / tf.maximum(counts, 1.0), 0.0)


def newton_sqrt(value, tolerance=1e-5):
    value = tf.cast(tf.convert_to_tensor(value), tf.float32)
    if tf.less(value, 0):
        raise ValueError("newton_sqrt wants a number >= 0")
    steps = 0
    root = value if value > 1 else tf.ones_like(value)
    while value != 0:
        error = tf.abs(root**2 - value)
        if error <= tolerance * tf.reduce_max([value, 1.0]):
            break
        root -= (root**2 - value) / (2 * root)
        steps = steps + 1
    else:
        root = tf.zeros_like(value)
    return root, steps
