"""Wrong: mirrored in 35 of 100 cases.

Fails: test_flip_is_fair
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.stateless_uniform([], seed) < 0.35
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
