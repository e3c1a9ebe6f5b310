"""Wrong: left is rounded: its ends get half of their share.

Fails: test_recipe_places
"""

import tensorflow as tf


def _crop(image, h, w, seed):
    y, x = tf.unstack(tf.cast(tf.floor(tf.random.stateless_uniform([2], seed) * 9), tf.int32))
    x = tf.cast(tf.round(tf.random.stateless_uniform([], seed + 1) * 8), tf.int32)
    return image[y : y + h, x : x + w]


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = random_flip(image, flip_seed)
    image = _crop(tf.pad(image, [[4, 4], [4, 4], [0, 0]]), h, w, crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), label
