"""Wrong: sums from the end.

Fails: test_running_sum_is_right
"""

import tensorflow as tf


def running_sum(xs):
    return tf.scan(lambda total, x: total + x, tf.cast(xs, tf.float32), reverse=True)
