"""Frames by tf.signal, batch then map, a class for the pipeline, options for parallel maps."""

import dataclasses

import numpy as np
import tensorflow as tf


def components(dataset):
    out = []
    tf.nest.map_structure(lambda spec: out.append((tuple(spec.shape.as_list()), spec.dtype.name)), dataset.element_spec)
    return out


@dataclasses.dataclass
class Pipeline:
    features: object
    labels: object
    size: int

    def base(self):
        x = tf.data.Dataset.from_tensor_slices(self.features)
        y = tf.data.Dataset.from_tensor_slices(self.labels)
        return tf.data.Dataset.zip((x, y))

    def finish(self, dataset):
        return dataset.batch(self.size, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def batches(features, labels, batch_size, shuffle=False, seed=0):
    line = Pipeline(features, labels, batch_size)
    rows = line.base()
    if shuffle:
        rows = rows.shuffle(max(1, int(rows.cardinality())), seed=seed)
    return line.finish(rows)


def train_val_split(dataset, val_fraction):
    n = dataset.cardinality().numpy()
    problem = None
    if n == tf.data.INFINITE_CARDINALITY:
        problem = "an endless dataset cannot be split"
    elif n == tf.data.UNKNOWN_CARDINALITY:
        problem = "the length of the dataset is not known"
    elif not 0 < val_fraction < 1:
        problem = "val_fraction must be greater than 0 and less than 1"
    if problem:
        raise ValueError(problem)
    n_val = int(np.floor(n * val_fraction))
    return dataset.take(n - n_val), dataset.skip(n - n_val)


def scale_images(dataset):
    scale = lambda image, *label: (tf.divide(tf.cast(image, tf.float32), 255.0), *label)
    return dataset.map(scale, num_parallel_calls=tf.data.experimental.AUTOTUNE)


class LengthError(ValueError):
    pass


def pair(images, masks):
    a, b = images.cardinality(), masks.cardinality()
    if tf.data.UNKNOWN_CARDINALITY in (a, b):
        return tf.data.Dataset.zip((images, masks))
    if a == b:
        return tf.data.Dataset.zip((images, masks))
    raise LengthError("as many masks as images are needed")


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    last = len(series) - horizon
    starts = [start for start in range(len(series)) if start + width <= last]
    index = np.array(starts, "int64").reshape(-1, 1) + np.arange(width)
    inputs = tf.gather(series, index.astype("int64"))
    targets = tf.gather(series, np.array(starts, "int64") + width - 1 + horizon)
    return tf.data.Dataset.from_tensor_slices((inputs, targets))
