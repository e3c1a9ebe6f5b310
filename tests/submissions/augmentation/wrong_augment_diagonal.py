"""Moves by the same number of pixels down and right.

Fails: test_recipe_draws_are_independent
"""

import tensorflow as tf


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = tf.image.stateless_random_flip_left_right(image, flip_seed)
    image = tf.pad(image, [[4, 4], [4, 4], [0, 0]])
    offset = tf.random.stateless_uniform([], crop_seed, 0, 9, tf.int32)
    image = image[offset : offset + h, offset : offset + w]
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), label
