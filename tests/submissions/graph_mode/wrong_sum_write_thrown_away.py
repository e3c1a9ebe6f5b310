"""Wrong: what `write` returns is thrown away; eagerly nobody notices.

Fails: test_running_sum_of_unknown_length
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    length = tf.shape(xs)[0]
    sums = tf.TensorArray(tf.float32, size=length, element_shape=xs.shape[1:])
    total = tf.zeros_like(xs[0])
    for t in tf.range(length):
        total = total + xs[t]
        sums.write(t, total)
    return sums.stack()
