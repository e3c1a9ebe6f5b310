"""Wrong: an empty board is an error.

Fails: test_board_of_one_or_none
"""

import numpy as np
import tensorflow as tf


def checkerboard(height, width):
    board = np.add.outer(np.arange(height), np.arange(width)) % 2
    return tf.constant(board / board.max(initial=1) if board[0, 0] == 0 else board, tf.float32)
