"""Wrong: the board keeps the dtype of the ranges.

Fails: test_board_is_float32
"""

import tensorflow as tf


def checkerboard(height, width):
    return (tf.range(height)[:, None] + tf.range(width)) % 2
