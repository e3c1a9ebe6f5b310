"""Recursion over structures, batches by gathering shuffled indices, a scaling layer, windows by two datasets."""

import keras
import tensorflow as tf

AUTO = tf.data.AUTOTUNE


def _walk(spec):
    if isinstance(spec, dict):
        for key in sorted(spec):
            yield from _walk(spec[key])
    elif isinstance(spec, (tuple, list)):
        for part in spec:
            yield from _walk(part)
    else:
        yield spec.shape, spec.dtype


def components(dataset):
    return [(tuple(shape.as_list()), str(dtype.name)) for shape, dtype in _walk(dataset.element_spec)]


def batches(features, labels, batch_size, shuffle=False, seed=0):
    features = tf.convert_to_tensor(features)
    labels = tf.convert_to_tensor(labels)
    count = features.shape[0]
    indices = tf.data.Dataset.range(count)
    if shuffle:
        indices = indices.shuffle(count + 1, seed=seed, reshuffle_each_iteration=True)
    rows = indices.batch(batch_size, drop_remainder=False)
    rows = rows.map(lambda i: (tf.gather(features, i), tf.gather(labels, i)), num_parallel_calls=AUTO)
    options = tf.data.Options()
    options.deterministic = True
    return rows.prefetch(AUTO).with_options(options)


def train_val_split(dataset, val_fraction):
    if dataset.cardinality() < 0:
        raise ValueError("I need to know how many elements there are: neither infinite nor unknown lengths")
    if not (val_fraction > 0 and val_fraction < 1):
        raise ValueError("0 < val_fraction < 1, please")
    n = int(dataset.cardinality().numpy())
    k = n - int(n * val_fraction // 1)
    print("train", k, "val", n - k)
    return dataset.take(k), dataset.skip(k)


def scale_images(dataset):
    rescale = keras.layers.Rescaling(1.0 / 255)

    @tf.function
    def scale(image, label):
        return rescale(tf.cast(image, "float32")), label

    return dataset.map(scale, AUTO)


def pair(images, masks):
    """Zip with a check of lengths."""
    known = [ds for ds in (images, masks) if ds.cardinality() != tf.data.UNKNOWN_CARDINALITY]
    if len(known) == 2:
        first, second = (int(ds.cardinality()) for ds in known)
        if first != second:
            raise ValueError("lengths differ: " + str(first) + " and " + str(second))
    return tf.data.Dataset.zip((images, masks)).prefetch(AUTO)


def windows(series, width, horizon=1):
    series = tf.convert_to_tensor(series)
    inputs = tf.data.Dataset.from_tensor_slices(series)
    targets = inputs.skip(width + horizon - 1)
    inputs = inputs.window(width, 1, 1, True).flat_map(lambda w: w.batch(width))
    return tf.data.Dataset.zip((inputs, targets))
