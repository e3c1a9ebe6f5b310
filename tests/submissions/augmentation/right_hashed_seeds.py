"""Right: all numbers come from a hash of the seed."""

import hashlib

import numpy as np
import tensorflow as tf


def _numbers(seed, n, salt=b""):
    digest = hashlib.sha256(salt + f"{int(seed[0])}/{int(seed[1])}".encode()).digest()
    return [int.from_bytes(digest[4 * i : 4 * i + 4], "big") for i in range(n)]


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    return tf.reverse(image, [1]) if _numbers(seed, 1)[0] & 1 else tf.identity(image)


def random_crop(image, height, width, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    room = image.shape[0] - height, image.shape[1] - width
    if any(r < 0 for r in room):
        raise ValueError("does not fit")
    y, x = (number % (r + 1) for number, r in zip(_numbers(seed, 2, b"crop"), room))
    return tf.image.crop_to_bounding_box(image, y, x, height, width)


def augment(image, label, seed):
    a, b, c = _numbers(seed, 3, b"parts")
    seed = lambda n: (n >> 16, n & 0xFFFF)
    h, w, _ = np.shape(image)
    image = random_crop(np.pad(random_flip(image, seed(a)), ((4, 4), (4, 4), (0, 0))), h, w, seed(b))
    return tf.clip_by_value(image + (c / 2**32 - 0.5) / 5, 0.0, 1.0), label
