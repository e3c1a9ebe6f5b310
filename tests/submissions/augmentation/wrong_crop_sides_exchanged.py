"""Height and width of the window change places.

Fails: test_crop_is_a_window
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    if height > h or width > w:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {h}×{w}: use at most its size")
    top_seed, left_seed = tf.unstack(tf.random.split(seed, 2))
    top = tf.random.stateless_uniform([], top_seed, 0, h - height + 1, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, w - width + 1, tf.int32)
    return image[top : top + width, left : left + height]
