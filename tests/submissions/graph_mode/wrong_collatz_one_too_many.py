"""Wrong: counts the numbers, 1 included.

Fails: test_collatz_eagerly
"""

import tensorflow as tf


def collatz_steps(n):
    n = tf.cast(n, tf.int64)
    steps = tf.constant(1)
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
