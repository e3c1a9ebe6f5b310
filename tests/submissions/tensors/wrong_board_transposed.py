"""Wrong: width and height are swapped.

Fails: test_board_shape
"""

import tensorflow as tf


def checkerboard(height, width):
    return tf.cast((tf.range(height)[None, :] + tf.range(width)[:, None]) % 2, tf.float32)
