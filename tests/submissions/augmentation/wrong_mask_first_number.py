"""Wrong: only the first number of the seed counts.

Fails: test_pair_draws_are_independent
"""

import tensorflow as tf


def augment_with_mask(image, mask, seed):
    image, mask = tf.cast(tf.convert_to_tensor(image), tf.float32), tf.convert_to_tensor(mask)
    h, w = mask.shape
    flip_seed, top_seed, left_seed = tf.unstack(tf.random.split((seed[0], 1), 3))
    flip = tf.random.stateless_uniform([], flip_seed) < 0.5
    top = tf.random.stateless_uniform([], top_seed, 0, 9, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, 9, tf.int32)

    def moved(grid):
        grid = tf.where(flip, tf.reverse(grid, axis=[1]), grid)
        margins = [[4, 4], [4, 4]] + [[0, 0]] * (len(grid.shape) - 2)
        return tf.pad(grid, margins)[top : top + h, left : left + w]

    return moved(image), moved(mask)
