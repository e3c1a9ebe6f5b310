"""Wrong: the graph calls Python back.

Fails: test_collatz_in_a_graph
"""

import tensorflow as tf


def count(n):
    n, steps = int(n), 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def collatz_steps(n):
    steps = tf.py_function(count, [tf.cast(n, tf.int64)], tf.int64)
    steps.set_shape([])
    return steps
