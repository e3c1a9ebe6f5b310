"""Wrong: tf.map_fn in eager mode is a Python loop.

Fails: test_board_without_a_loop
"""

import tensorflow as tf


def checkerboard(height, width):
    return tf.map_fn(lambda row: tf.cast((row + tf.range(width)) % 2, tf.float32), tf.range(height), tf.float32)
