"""Rounds a uniform number: the ends come half as often.

Fails: test_crop_places_are_equally_likely
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    if height > h or width > w:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {h}×{w}: use at most its size")
    top_seed, left_seed = tf.unstack(tf.random.split(seed, 2))
    top = tf.cast(tf.round(tf.random.stateless_uniform([], top_seed) * (h - height)), tf.int32)
    left = tf.cast(tf.round(tf.random.stateless_uniform([], left_seed) * (w - width)), tf.int32)
    return image[top : top + height, left : left + width]
