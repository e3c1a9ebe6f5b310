"""Wrong: values are clipped to [0, 1].

Fails: test_flip_of_any_image
"""

import tensorflow as tf


def random_flip(image, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    image = tf.clip_by_value(image, 0, 1)
    flip = tf.random.stateless_uniform([], seed) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
