"""Does not cast to float32.

Fails: test_flip_of_any_image
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.convert_to_tensor(image)
    flip = tf.random.stateless_uniform([], seed) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
