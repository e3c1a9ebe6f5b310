"""Flips for odd seeds.

Fails: test_flip_follows_no_pattern
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = (seed[0] + seed[1]) % 2 == 1
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
