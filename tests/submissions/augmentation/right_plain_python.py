"""Right: the dice of Python's own random module; the pipeline is an object of its own; a subclassed model."""

import random

import keras
import numpy as np
import tensorflow as tf


def dice(*seed):
    return random.Random("/".join(str(number) for number in seed))


def as_image(image):
    return np.asarray(tf.cast(image, tf.float32))


def random_flip(image, seed):
    image = as_image(image)
    return tf.constant(image[:, ::-1] if dice(*seed).choice([True, False]) else image)


def random_crop(image, height, width, seed):
    image = as_image(image)
    h, w, _ = image.shape
    if not (height <= h and width <= w):
        raise ValueError(f"cannot cut {height} x {width} out of {h} x {w}; at most {h} x {w} is possible")
    rng = dice(*seed)
    top = rng.randint(0, h - height)
    left = rng.randrange(w - width + 1)
    return tf.constant(image[top : top + height, left : left + width, :])


def augment(image, label, seed):
    a, b = seed
    image = random_flip(image, (a, b, "flip"))
    h, w, c = image.shape
    padded = keras.ops.pad(image, ((4, 4), (4, 4), (0, 0)))
    image = random_crop(padded, h, w, (a, b, "crop"))
    return keras.ops.clip(image + dice(a, b, "light").uniform(-0.1, 0.1), 0.0, 1.0), label


def augment_with_mask(image, mask, seed):
    """The mask travels as one more channel."""
    mask = np.asarray(mask)
    both = np.concatenate([as_image(image), mask[..., None].astype("float32")], axis=-1)
    both = np.asarray(random_flip(both, (*seed, 1)))
    both = np.pad(both, [(4, 4), (4, 4), (0, 0)])
    both = np.asarray(random_crop(both, *mask.shape, (*seed, 2)))
    return tf.constant(both[..., :-1]), tf.constant(np.rint(both[..., -1]).astype(mask.dtype))


class Batches(keras.utils.PyDataset):
    def __init__(self, images, labels, batch_size, training, seed):
        super().__init__()
        self.images, self.labels = as_image(images), np.asarray(labels)
        self.batch_size, self.training, self.seed, self.epoch = batch_size, training, seed, -1
        self.order = list(range(len(self.images)))

    def __len__(self):
        return -(-len(self.order) // self.batch_size)

    def __getitem__(self, number):
        if number == 0 and self.training:
            self.epoch += 1
            self.order = random.Random(self.seed * 1000 + self.epoch).sample(self.order, len(self.order))
        if number >= len(self):
            raise IndexError(number)
        rows = self.order[number * self.batch_size :][: self.batch_size]
        images = [
            augment(self.images[i], None, (self.seed, self.epoch * 10_000 + i))[0] if self.training else self.images[i]
            for i in rows
        ]
        return np.stack(images), self.labels[rows]


def pipeline(images, labels, batch_size, training, seed):
    return Batches(images, labels, batch_size, training, seed)


class Augmentation(keras.Model):
    def __init__(self, seed):
        super().__init__()
        self.steps = [
            keras.layers.RandomTranslation(height_factor=0.1, width_factor=0.1, seed=seed),
            keras.layers.RandomFlip("horizontal", seed=seed + 100),
            keras.layers.RandomRotation(1 / 20, seed=seed + 200),
        ]

    def call(self, images, training=False):
        for step in self.steps:
            images = step(images, training=training)
        return images


def augmentation_model(seed):
    return Augmentation(seed)
