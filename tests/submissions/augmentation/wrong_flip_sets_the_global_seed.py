"""Repeats itself by setting the global seed, for everybody.

Fails: test_flip_leaves_global_generators
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    tf.random.set_seed(seed[0] * 100_003 + seed[1])
    flip = tf.random.uniform([]) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
