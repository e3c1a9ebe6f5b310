"""Wrong: the length is read from the static shape.

Fails: test_running_sum_of_unknown_length
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    length = xs.shape[0]
    sums = tf.TensorArray(tf.float32, size=length)
    total = tf.zeros_like(xs[0])
    for i in tf.range(length):
        total = total + xs[i]
        sums = sums.write(i, total)
    return sums.stack()
