"""Refuses with another error.

Fails: test_crop_refuses_large_windows
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    assert height <= h and width <= w, "the window is too large"
    top_seed, left_seed = tf.unstack(tf.random.split(seed, 2))
    top = tf.random.stateless_uniform([], top_seed, 0, h - height + 1, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, w - width + 1, tf.int32)
    return image[top : top + height, left : left + width]
