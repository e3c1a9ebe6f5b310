"""A float64 image stays float64.

Fails: test_crop_takes_any_form
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.convert_to_tensor(image)
    h, w, _ = image.shape
    if height > h or width > w:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {h}×{w}: use at most its size")
    top_seed, left_seed = tf.unstack(tf.random.split(seed, 2))
    top = tf.random.stateless_uniform([], top_seed, 0, h - height + 1, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, w - width + 1, tf.int32)
    return image[top : top + height, left : left + width]
