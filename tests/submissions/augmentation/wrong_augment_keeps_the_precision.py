"""Computes in float64 when the image is float64.

Fails: test_recipe_of_any_image
"""

import tensorflow as tf


def augment(image, label, seed):
    image = tf.convert_to_tensor(image)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = tf.image.stateless_random_flip_left_right(image, flip_seed)
    image = tf.pad(image, [[4, 4], [4, 4], [0, 0]])
    image = tf.image.stateless_random_crop(image, [h, w, image.shape[-1]], crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1, image.dtype)
    return tf.clip_by_value(image, tf.zeros([], image.dtype), tf.ones([], image.dtype)), label
