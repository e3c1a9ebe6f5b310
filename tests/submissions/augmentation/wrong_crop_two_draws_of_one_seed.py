"""Wrong: top and left are two draws of the same seed: where as many places are possible along both axes, they are equal.

Fails: test_crop_places_are_equally_likely
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.cast(image, tf.float32)
    down, right = image.shape[0] - height, image.shape[1] - width
    if down < 0 or right < 0:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {image.shape[:2]}")
    top = tf.random.stateless_uniform([], seed, maxval=down + 1, dtype=tf.int32)
    left = tf.random.stateless_uniform([], seed, maxval=right + 1, dtype=tf.int32)
    return image[top : top + height, left : left + width]
