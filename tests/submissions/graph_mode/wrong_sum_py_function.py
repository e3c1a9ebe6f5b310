"""Wrong: NumPy's cumsum, called back from the graph.

Fails: test_running_sum_is_a_loop
"""

import numpy as np
import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    sums = tf.numpy_function(lambda values: np.cumsum(values, axis=0), [xs], tf.float32)
    sums.set_shape(xs.shape)
    return sums
