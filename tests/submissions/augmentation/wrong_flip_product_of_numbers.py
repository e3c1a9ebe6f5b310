"""Wrong: decided by the product of both numbers, which is 0 for all seeds that hold a 0.

Fails: test_flip_uses_both_numbers
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.stateless_uniform([], (0, seed[0] * seed[1])) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
