"""Draws from the global generator.

Fails: test_flip_same_seed
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.uniform([]) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
