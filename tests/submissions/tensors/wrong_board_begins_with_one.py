"""Wrong: the colors are swapped.

Fails: test_board_begins_with_zero, test_board_of_one_or_none
"""

import tensorflow as tf


def checkerboard(height, width):
    return tf.cast((tf.range(height)[:, None] + tf.range(width) + 1) % 2, tf.float32)
