"""Wrong: a Python int has no dtype.

Fails: test_collatz_of_other_integers
"""

import tensorflow as tf


def collatz_steps(n):
    if n.dtype != tf.int64:
        n = tf.cast(n, tf.int64)
    steps = tf.constant(0)
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
