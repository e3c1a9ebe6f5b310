"""Wrong: whole 2×2 tiles, so that a single row or column is lost.

Fails: test_board_of_one_or_none, test_board_shape
"""

import tensorflow as tf


def checkerboard(height, width):
    return tf.tile(tf.constant([[0.0, 1.0], [1.0, 0.0]]), (height // 2, width // 2))
