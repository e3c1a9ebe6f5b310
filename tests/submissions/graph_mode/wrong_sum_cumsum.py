"""Wrong: the ready-made op.

Fails: test_running_sum_is_a_loop
"""

import tensorflow as tf


def running_sum(xs):
    return tf.cumsum(tf.cast(xs, tf.float32))
