"""The brightness follows the first number of the seed only.

Fails: test_recipe_uses_both_numbers
"""

import tensorflow as tf


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, _ = tf.unstack(tf.random.split(seed, 3))
    image = tf.image.stateless_random_flip_left_right(image, flip_seed)
    image = tf.pad(image, [[4, 4], [4, 4], [0, 0]])
    image = tf.image.stateless_random_crop(image, [h, w, image.shape[-1]], crop_seed)
    image += tf.random.stateless_uniform([], (seed[0], 5), -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), label
