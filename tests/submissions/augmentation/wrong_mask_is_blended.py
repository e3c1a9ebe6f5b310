"""Resizes the mask bilinearly from a larger one.

Fails: test_pair_moves_together
"""

import tensorflow as tf


def augment_with_mask(image, mask, seed):
    image, mask = tf.cast(tf.convert_to_tensor(image), tf.float32), tf.convert_to_tensor(mask)
    h, w = mask.shape
    flip_seed, top_seed, left_seed = tf.unstack(tf.random.split(seed, 3))
    flip = tf.random.stateless_uniform([], flip_seed) < 0.5
    top = tf.random.stateless_uniform([], top_seed, 0, 9, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, 9, tf.int32)

    def moved(grid):
        grid = tf.where(flip, tf.reverse(grid, axis=[1]), grid)
        margins = [[4, 4], [4, 4]] + [[0, 0]] * (len(grid.shape) - 2)
        return tf.pad(grid, margins)[top : top + h, left : left + w]

    large = tf.image.resize(tf.cast(mask, tf.float32)[..., None], (2 * h, 2 * w))
    blended = tf.image.resize(large, (h, w))[..., 0]
    return moved(image), moved(tf.cast(blended, mask.dtype))
