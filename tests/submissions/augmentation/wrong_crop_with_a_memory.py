"""A generator that goes on from call to call.

Fails: test_crop_same_seed
"""

import tensorflow as tf


def random_crop(image, height, width, seed):
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    if height > h or width > w:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {h}×{w}: use at most its size")
        top = tf.random.uniform([], 0, h - height + 1, tf.int32)
    left = tf.random.uniform([], 0, w - width + 1, tf.int32)
    return image[top : top + height, left : left + width]
