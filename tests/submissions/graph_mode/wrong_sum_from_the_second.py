"""Wrong: needs two entries.

Fails: test_running_sum_of_one_entry
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    tf.debugging.assert_greater(tf.shape(xs)[0], 1)
    length = tf.shape(xs)[0]
    sums = tf.TensorArray(tf.float32, size=length)
    total = tf.zeros_like(xs[0])
    for i in tf.range(length):
        total = total + xs[i]
        sums = sums.write(i, total)
    return sums.stack()
