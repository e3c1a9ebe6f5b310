"""Orders drawn by NumPy for each epoch, a generator behind the batches, enumerate and filter-free splits."""

import math
from fractions import Fraction

import numpy as np
import tensorflow as tf
from tensorflow import data as tfd


def components(dataset: tfd.Dataset) -> list:
    flat = tf.nest.flatten(tfd.experimental.get_structure(dataset))
    rows = []
    for spec in flat:
        sizes = tuple(None if size is None else int(size) for size in spec.shape)
        rows.append((sizes, tf.as_dtype(spec.dtype).name))
    return rows


def batches(features, labels, batch_size, shuffle=False, seed=0):
    features, labels = tf.convert_to_tensor(features), tf.convert_to_tensor(labels)
    n = int(features.shape[0])
    epochs = [0]

    def orders():
        order = np.arange(n)
        if shuffle:
            order = np.random.default_rng(seed + epochs[0]).permutation(n)
            epochs[0] += 1
        yield from (order[start : start + batch_size] for start in range(0, n, batch_size))

    spec = tf.TensorSpec((None,), tf.int64)
    dataset = tfd.Dataset.from_generator(orders, output_signature=spec)
    return dataset.map(lambda order: (tf.gather(features, order), tf.gather(labels, order))).prefetch(2)


def train_val_split(dataset, val_fraction):
    n = tf.data.experimental.cardinality(dataset).numpy()
    if n in (tf.data.INFINITE_CARDINALITY, tf.data.UNKNOWN_CARDINALITY):
        raise ValueError("cannot split a dataset without a known finite number of elements")
    if not 0.0 < float(val_fraction) < 1.0:
        raise ValueError(f"val_fraction is {val_fraction}; it must be inside (0, 1)")
    held_out = math.floor(int(n) * float(val_fraction))
    first = int(n) - held_out
    return dataset.take(first), dataset.skip(first)


def scale_images(dataset):
    def scale(image, label):
        return tf.image.convert_image_dtype(image, tf.float32), label

    return dataset.map(scale, num_parallel_calls=tfd.AUTOTUNE, deterministic=True)


def pair(images, masks):
    lengths = {int(d.cardinality()) for d in (images, masks)} - {int(tfd.UNKNOWN_CARDINALITY)}
    unknown = any(d.cardinality() == tfd.UNKNOWN_CARDINALITY for d in (images, masks))
    if len(lengths) > 1 and not unknown:
        raise ValueError("images and masks must have the same length")
    return tfd.Dataset.zip((images, masks))


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    reach = width + horizon
    dataset = tfd.Dataset.from_tensor_slices(series).window(reach, shift=1, drop_remainder=True)
    dataset = dataset.flat_map(lambda part: part.batch(reach, drop_remainder=True))
    return dataset.map(lambda part: (part[:width], part[-1]))
