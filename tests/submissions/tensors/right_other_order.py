"""Right: other ways to the same: xor of booleans, squared_difference, vectorized_map, boolean_mask, a for loop."""

import itertools

import tensorflow as tf


def newton_sqrt(value, *, tolerance=1e-5, **_):
    raise NotImplementedError


def newton_sqrt(value, tolerance=1e-5):
    number = tf.constant(value, tf.float32) if isinstance(value, (int, float)) else tf.cast(value, tf.float32)
    if number < 0.0:
        raise ValueError(f"newton_sqrt takes values from 0 on, not {number}")
    if number == 0.0:
        return 0.0, 0
    root = tf.Variable(tf.maximum(number, 1.0))
    for steps in itertools.count():
        if abs(root**2 - number) <= tolerance * max(number, 1.0):
            return root.read_value(), steps
        root.assign((root + number / root) / 2.0)


def masked_mean(values, mask, axis=None):
    values = tf.cast(tf.identity(values), tf.float32)
    mask = tf.convert_to_tensor(mask)
    if axis is None:
        kept = tf.boolean_mask(values, mask)
        return tf.reduce_mean(kept) if tf.size(kept) > 0 else tf.constant(0.0)
    weights = tf.cast(mask, tf.float32)
    kept = tf.math.multiply_no_nan(values, weights)
    return tf.math.divide_no_nan(tf.reduce_sum(kept, axis=axis), tf.reduce_sum(weights, axis=axis))


def pairwise_distances(a, b):
    a, b = tf.cast(a, tf.float32), tf.cast(b, tf.float32)
    one, other = a.shape.as_list()[-1], b.shape.as_list()[-1]
    if one != other:
        raise ValueError("points of %d and of %d coordinates" % (one, other))
    return tf.reduce_sum(tf.math.squared_difference(a[:, None], b), axis=2) ** 0.5


def checkerboard(height, width):
    odd_row = tf.cast(tf.range(height) % 2, tf.bool)
    odd_column = tf.cast(tf.range(width) % 2, tf.bool)
    return tf.cast(tf.math.logical_xor(odd_row[:, None], odd_column[None]), "float32")


def describe(tensor):
    found = tf.constant(tensor) if not tf.is_tensor(tensor) else tensor
    found = tf.convert_to_tensor(found) if isinstance(found, tf.Variable) else found
    array = found.numpy()
    shape = getattr(array, "shape", ())
    return {"dtype": found.dtype.name, "rank": len(shape), "shape": shape, "size": int(tf.size(found).numpy())}
