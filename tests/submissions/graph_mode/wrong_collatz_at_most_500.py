"""Wrong: the loop ends after 500 steps at the latest, to be safe: 837,799 needs 524.

Fails: test_collatz_beyond_int32
"""

import tensorflow as tf


def collatz_steps(n):
    n = tf.cast(n, tf.int64)

    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    return tf.while_loop(lambda n, _: n != 1, step, (n, tf.constant(0)), maximum_iterations=500)[1]
