"""Looks at the first number of the seed only.

Fails: test_flip_uses_both_numbers
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.stateless_uniform([], (seed[0], 0)) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
