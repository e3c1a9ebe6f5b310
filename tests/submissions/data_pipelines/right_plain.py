"""The shortest forms: len() and cardinality, zip of two arguments, windows from stacked slices."""

import numpy as np
import tensorflow as tf


def components(dataset):
    return [(tuple(spec.shape), spec.dtype.name) for spec in tf.nest.flatten(dataset.element_spec)]


def batches(features, labels, batch_size, shuffle=False, seed=0):
    ds = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        ds = ds.shuffle(buffer_size=ds.cardinality(), seed=seed)
    return ds.batch(batch_size).prefetch(1)


def train_val_split(dataset, val_fraction):
    if val_fraction <= 0 or val_fraction >= 1:
        raise ValueError("the fraction must be between 0 and 1")
    try:
        n = len(dataset)
    except TypeError as error:
        raise ValueError("the dataset needs a known, finite length") from error
    n_val = int(n * val_fraction)
    return dataset.take(n - n_val), dataset.skip(n - n_val)


def scale_images(dataset):
    return dataset.map(lambda image, label: (tf.cast(image, tf.float32) / 255, label), num_parallel_calls=4)


def pair(images, masks):
    a, b = images.cardinality().numpy(), masks.cardinality().numpy()
    if a != -2 and b != -2 and a != b:
        raise ValueError(f"{a} images, but {b} masks: they must be equally many")
    return tf.data.Dataset.zip(images, masks)


def windows(series, width, horizon=1):
    values = np.asarray(series) if not isinstance(series, list) else tf.constant(series).numpy()
    count = max(len(values) - width - horizon + 1, 0)
    x = np.zeros((count, width), values.dtype)
    y = np.zeros(count, values.dtype)
    for i in range(count):
        x[i] = values[i : i + width]
        y[i] = values[i + width + horizon - 1]
    return tf.data.Dataset.from_tensor_slices((x, y))
