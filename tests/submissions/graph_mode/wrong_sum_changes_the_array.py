"""Wrong: adds up within the array that was given.

Fails: test_running_sum_of_other_numbers
"""

import numpy as np
import tensorflow as tf


def running_sum(xs):
    if isinstance(xs, np.ndarray):
        for t in range(1, len(xs)):
            xs[t] += xs[t - 1]
        return tf.constant(xs, tf.float32)
    return tf.scan(lambda total, x: total + x, tf.cast(xs, tf.float32))
