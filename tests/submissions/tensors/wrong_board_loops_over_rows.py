"""Wrong: a Python loop over the rows.

Fails: test_board_without_a_loop
"""

import tensorflow as tf


def checkerboard(height, width):
    rows = (tf.cast(tf.range(width) % 2, tf.float32), tf.cast((tf.range(width) + 1) % 2, tf.float32))
    return tf.stack([rows[i % 2] for i in range(height)]) if height else tf.zeros((0, width))
