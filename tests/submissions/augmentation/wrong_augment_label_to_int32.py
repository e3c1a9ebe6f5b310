"""Wrong: labels that are integers become int32.

Fails: test_recipe_keeps_the_label
"""

import numpy as np
import tensorflow as tf


def augment(image, label, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = random_flip(image, flip_seed)
    image = random_crop(tf.pad(image, [[4, 4], [4, 4], [0, 0]]), h, w, crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), (tf.cast(label, tf.int32) if not isinstance(label, str) and np.issubdtype(np.asarray(label).dtype, np.integer) else label)
