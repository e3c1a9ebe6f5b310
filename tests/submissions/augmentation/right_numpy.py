"""Right: NumPy generators everywhere, of the sum of a seed; the pipeline counts its epochs in a Python generator."""

import itertools

import keras
import numpy as np
import tensorflow as tf


def random_flip(image, seed):
    image = np.array(image, dtype=np.float32)
    if np.random.default_rng(sum(seed)).integers(2):
        image = np.fliplr(image)
    return tf.constant(image)


def random_crop(image, height, width, seed):
    image = np.asarray(image, np.float32)
    free = np.subtract(image.shape[:2], (height, width))
    if (free < 0).any():
        raise ValueError(f"({height}, {width}) is too large, the image is {image.shape[:2]}")
    y, x = np.random.default_rng(sum(seed)).integers(free, endpoint=True)
    return tf.convert_to_tensor(image[y : y + height, x : x + width])


def shifted(array, rng):
    """Flip and shift by rolling in a frame of zeros."""
    h, w = array.shape[:2]
    framed = np.zeros((h + 8, w + 8, *array.shape[2:]), array.dtype)
    framed[4:-4, 4:-4] = array if rng.random() < 0.5 else array[:, ::-1]
    dy, dx = rng.integers(-4, 5, size=2)
    return np.roll(framed, (dy, dx), axis=(0, 1))[4:-4, 4:-4]


def augment(image, label, seed):
    rng = np.random.default_rng(sum(seed))
    image = shifted(np.asarray(image, "float32"), rng)
    image = np.clip(image + rng.uniform(-0.1, 0.1), 0, 1)
    return tf.constant(image.astype("float32")), label


def augment_with_mask(image, mask, seed):
    image = shifted(np.asarray(image, "float32"), np.random.default_rng(sum(seed)))
    mask = shifted(np.asarray(mask), np.random.default_rng(sum(seed)))
    return [tf.constant(image), tf.constant(mask)]


def pipeline(images, labels, batch_size, training, seed):
    images, labels = np.asarray(images, "float32"), np.asarray(labels)
    epochs = itertools.count()

    def examples():
        epoch = next(epochs)
        order = np.arange(len(images))
        if training:
            np.random.default_rng(seed + epoch).shuffle(order)
        for index in order:
            if training:
                yield augment(images[index], labels[index], (seed, epoch * len(images) + int(index)))
            else:
                yield images[index], labels[index]

    signature = (
        tf.TensorSpec(images.shape[1:], tf.float32),
        tf.TensorSpec(labels.shape[1:], tf.as_dtype(labels.dtype)),
    )
    return tf.data.Dataset.from_generator(examples, output_signature=signature).batch(batch_size)


def augmentation_model(seed):
    seeds = np.random.SeedSequence(seed).generate_state(3) % 2**31
    flip, move, turn = (int(s) for s in seeds)
    inputs = keras.Input((None, None, None))
    x = keras.layers.RandomRotation(0.05, fill_mode="constant", seed=turn)(inputs)
    x = keras.layers.RandomTranslation(0.1, 0.1, fill_mode="nearest", seed=move)(x)
    return keras.Model(inputs, keras.layers.RandomFlip("horizontal", seed=flip)(x))
