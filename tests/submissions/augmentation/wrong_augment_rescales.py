"""Stretches to [0, 1] what leaves it.

Fails: test_recipe_stays_in_range
"""

import tensorflow as tf


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = tf.image.stateless_random_flip_left_right(image, flip_seed)
    image = tf.pad(image, [[4, 4], [4, 4], [0, 0]])
    image = tf.image.stateless_random_crop(image, [h, w, image.shape[-1]], crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    image = image - tf.minimum(tf.reduce_min(image), 0.0)
    return image / tf.maximum(tf.reduce_max(image), 1.0), label
