"""Wrong: the sums before each entry.

Fails: test_running_sum_is_right
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    length = tf.shape(xs)[0]
    sums = tf.TensorArray(tf.float32, size=length)
    total = tf.zeros_like(xs[0])
    for i in tf.range(length):
        sums = sums.write(i, total)
        total = total + xs[i]
    return sums.stack()
