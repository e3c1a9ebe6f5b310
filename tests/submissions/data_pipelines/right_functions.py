"""Sampling windows by a scan-free gather, keras.utils where it fits, `apply`, errors raised by helpers, casts by keras.ops."""

import keras
import numpy as np
import tensorflow as tf


def require(condition, message):
    if not condition:
        raise ValueError(message)


def components(dataset):
    return list(map(lambda s: (tuple(s.shape.as_list()), s.dtype.name), tf.nest.flatten(tf.data.DatasetSpec.from_value(dataset).element_spec)))


def batches(features, labels, batch_size, shuffle=False, seed=0):
    n = tf.shape(features)[0]

    def mixed(rows):
        return rows.shuffle(tf.cast(n, tf.int64), seed=seed) if shuffle else rows

    rows = tf.data.Dataset.from_tensor_slices((features, labels)).apply(mixed)
    return rows.batch(batch_size, drop_remainder=False).prefetch(buffer_size=tf.data.AUTOTUNE)


def train_val_split(dataset, val_fraction):
    require(0.0 < val_fraction < 1.0, "val_fraction has to lie strictly between 0 and 1")
    n = int(tf.data.experimental.cardinality(dataset))
    require(n >= 0, "only datasets of known and finite length can be split")
    n_val = int(val_fraction * n)
    cut = n - n_val
    return dataset.enumerate().filter(lambda i, _: i < cut).map(lambda _, x: x), dataset.skip(cut)


def scale_images(dataset):
    def scale(image, label):
        return keras.ops.cast(image, "float32") * np.float32(1 / 255), label

    return dataset.map(map_func=scale, num_parallel_calls=2)


def pair(images, masks):
    a, b = (int(d.cardinality().numpy()) for d in [images, masks])
    unknown = int(tf.data.UNKNOWN_CARDINALITY)
    require(a == b or unknown in (a, b), f"{a} images cannot be paired with {b} masks (-1 means endless)")
    return tf.data.Dataset.zip((images, masks))


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    n = int(series.shape[0])
    count = n - (width - 1) - horizon
    if count < 1:
        empty = tf.zeros((0, width), series.dtype), tf.zeros((0,), series.dtype)
        return tf.data.Dataset.from_tensor_slices(empty)
    frames = tf.stack([series[start : start + count] for start in range(width)], axis=1)
    return tf.data.Dataset.from_tensor_slices((frames, series[-count:]))
