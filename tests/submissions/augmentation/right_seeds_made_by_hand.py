"""Right: seeds made by arithmetic; the geometry decided in Python; an epoch's seeds drawn all at once in from_generator."""

import keras
import tensorflow as tf


def coin(seed):
    return float(keras.random.uniform((), seed=mix(seed))) < 0.5


def mix(seed, salt=0):
    """One number of a pair: by multiplications modulo a prime."""
    first, second = (int(number) for number in seed)
    number = salt + 1
    for part in (first, second, 77):
        number = (number * 48271 + part * 69621 + 12345) % 2147483647
    return number


def random_flip(image, seed):
    image = keras.ops.convert_to_tensor(image, dtype="float32")
    return keras.ops.flip(image, axis=1) if coin(seed) else tf.identity(image)


def random_crop(image, height, width, seed):
    image = keras.ops.convert_to_tensor(image, "float32")
    limits = (image.shape[0] - height, image.shape[1] - width)
    if min(limits) < 0:
        raise ValueError(f"the window ({height}, {width}) is larger than the image {tuple(image.shape[:2])}")
    y, x = (int(keras.random.randint((), 0, limit + 1, seed=mix(seed, salt))) for salt, limit in enumerate(limits, 1))
    return keras.ops.slice(image, (y, x, 0), (height, width, image.shape[2]))


def frame(array):
    return tf.pad(array, [[4, 4], [4, 4]] + [[0, 0]] * (array.shape.rank - 2), constant_values=0)


def augment(image, label, seed):
    h, w, _ = tf.convert_to_tensor(image).shape
    image = random_flip(image, seed)
    image = random_crop(frame(image), h, w, (seed[0], seed[1] + 1_000_003))
    delta = keras.random.uniform((), -0.1, 0.1, seed=mix(seed, 99))
    return tf.clip_by_value(image + delta, 0.0, 1.0), label


def augment_with_mask(image, mask, seed):
    image, mask = tf.cast(tf.convert_to_tensor(image), tf.float32), tf.convert_to_tensor(mask)
    if coin((seed[0] + 7, seed[1])):
        image, mask = tf.image.flip_left_right(image), tf.image.flip_left_right(mask[..., None])[..., 0]
    y, x = (int(keras.random.randint((), 0, 9, seed=mix(seed, salt))) for salt in (31, 32))
    h, w = mask.shape
    image = tf.clip_by_value(frame(image) + keras.random.uniform((), -0.1, 0.1, seed=mix(seed, 5)), 0.0, 1.0)
    return image[y : y + h, x : x + w], frame(mask)[y : y + h, x : x + w]


def pipeline(images, labels, batch_size, training, seed):
    if not training:
        return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)
    images, labels = tf.convert_to_tensor(images), tf.convert_to_tensor(labels)
    n = len(images)
    state = {"epoch": 0}

    def epoch():
        state["epoch"] += 1
        for j in tf.argsort(tf.random.stateless_uniform([n], (seed, state["epoch"]))).numpy().tolist():
            yield augment(images[j], labels[j], (seed, state["epoch"] * n + j))

    specs = tf.TensorSpec(images.shape[1:], tf.float32), tf.TensorSpec(labels.shape[1:], labels.dtype)
    return tf.data.Dataset.from_generator(epoch, output_signature=specs).batch(batch_size).prefetch(1)
