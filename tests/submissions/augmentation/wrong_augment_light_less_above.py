"""Wrong: the brightness is between -0.1 and 0.08.

Fails: test_recipe_brightness
"""

import tensorflow as tf


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = random_flip(image, flip_seed)
    image = random_crop(tf.pad(image, [[4, 4], [4, 4], [0, 0]]), h, w, crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.08)
    return tf.clip_by_value(image, 0.0, 1.0), label
