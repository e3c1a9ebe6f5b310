"""Wrong: takes int64 tensors alone.

Fails: test_collatz_beyond_int32
"""

import tensorflow as tf


def collatz_steps(n):
    n = tf.convert_to_tensor(n)
    steps = tf.constant(0)
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
