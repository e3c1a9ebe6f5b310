"""Wrong: a product with a triangular matrix.

Fails: test_running_sum_is_a_loop
"""

import tensorflow as tf


def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    ones = tf.ones((tf.shape(xs)[0], tf.shape(xs)[0]))
    return tf.tensordot(tf.linalg.band_part(ones, -1, 0), xs, 1)
