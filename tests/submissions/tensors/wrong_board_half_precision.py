"""Wrong: numbers the columns in float16, which has no odd integers beyond 2048.

Fails: test_board_alternates
"""

import tensorflow as tf


def checkerboard(height, width):
    rows, columns = tf.cast(tf.range(height), tf.float16), tf.cast(tf.range(width), tf.float16)
    return tf.cast((rows[:, None] + columns[None]) % 2, tf.float32)
