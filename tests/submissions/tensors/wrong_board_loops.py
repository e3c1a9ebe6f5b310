"""Wrong: two Python loops.

Fails: test_board_without_a_loop
"""

import tensorflow as tf


def checkerboard(height, width):
    cells = [[float((i + j) % 2) for j in range(width)] for i in range(height)]
    return tf.reshape(tf.constant(cells, tf.float32), (height, width))
