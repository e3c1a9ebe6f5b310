"""Flips a third of the images.

Fails: test_flip_is_fair
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.stateless_uniform([], seed) < 1 / 3
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
