"""Wrong: the gradient is stopped.

Fails: test_running_sum_has_a_gradient
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    length = tf.shape(xs)[0]
    sums = tf.TensorArray(tf.float32, size=length)
    total = tf.zeros_like(xs[0])
    for i in tf.range(length):
        total = total + tf.stop_gradient(xs[i])
        sums = sums.write(i, total)
    return sums.stack()
