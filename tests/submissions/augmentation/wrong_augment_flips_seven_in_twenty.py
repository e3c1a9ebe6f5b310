"""Wrong: mirrored in 35 of 100 cases.

Fails: test_recipe_flips_half
"""

import tensorflow as tf


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = tf.where(tf.random.stateless_uniform([], flip_seed) < 0.35, tf.reverse(image, [1]), image)
    image = random_crop(tf.pad(image, [[4, 4], [4, 4], [0, 0]]), h, w, crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), label
