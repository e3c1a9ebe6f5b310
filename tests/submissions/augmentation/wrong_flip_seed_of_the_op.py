"""The op's seed, which is a generator with a memory, not the stateless one.

Fails: test_flip_same_seed
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.uniform([], seed=seed[0] * 100_003 + seed[1]) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
