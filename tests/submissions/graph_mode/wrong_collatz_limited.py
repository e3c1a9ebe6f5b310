"""Wrong: gives up after 200 steps.

Fails: test_collatz_beyond_int32
"""

import tensorflow as tf


def collatz_steps(n):
    steps, _ = tf.while_loop(
        lambda steps, n: n > 1,
        lambda steps, n: (steps + 1, tf.where(n % 2 == 0, n // 2, 3 * n + 1)),
        [tf.constant(0), tf.cast(n, tf.int64)],
        maximum_iterations=200,
    )
    return steps
