"""Turns the caller's array around.

Fails: test_flip_of_any_image
"""

import numpy as np
import tensorflow as tf


def random_flip(image, seed):
    if isinstance(image, np.ndarray) and tf.random.stateless_uniform([], seed) < 0.5:
        image[:] = image[:, ::-1].copy()
        return tf.constant(image)
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.stateless_uniform([], seed) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
