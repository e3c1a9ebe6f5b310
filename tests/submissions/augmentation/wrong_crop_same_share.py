"""One uniform number decides how far down and how far right.

Fails: test_crop_reaches_every_place
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    if height > h or width > w:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {h}×{w}: use at most its size")
    top_seed, _ = tf.unstack(tf.random.split(seed, 2))
    u = tf.random.stateless_uniform([], top_seed)
    top = tf.cast(u * (h - height + 1), tf.int32)
    left = tf.cast(u * (w - width + 1), tf.int32)
    return image[top : top + height, left : left + width]
