"""Wrong: np.vectorize calls a Python function for every cell.

Fails: test_board_without_a_loop
"""

import numpy as np
import tensorflow as tf


def checkerboard(height, width):
    cell = np.vectorize(lambda i, j: (i + j) % 2, otypes=["float32"])
    return tf.constant(cell(*np.indices((height, width))))
