"""Wrong: the total is a scalar.

Fails: test_running_sum_is_right
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    length = tf.shape(xs)[0]
    sums = tf.TensorArray(tf.float32, size=length)
    total = 0.0
    for i in tf.range(length):
        total = total + tf.reduce_sum(xs[i])
        sums = sums.write(i, total)
    return sums.stack()
