"""Wrong: a Python list and a Python loop.

Fails: test_running_sum_of_unknown_length
"""

import tensorflow as tf


def running_sum(xs):
    sums, total = [], 0.0
    for x in tf.unstack(tf.cast(xs, tf.float32)):
        total = total + x
        sums.append(total)
    return tf.stack(sums)
