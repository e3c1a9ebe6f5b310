"""Wrong: Python numbers: no graph.

Fails: test_collatz_in_a_graph
"""

import tensorflow as tf


def collatz_steps(n):
    n = int(tf.convert_to_tensor(n).numpy())
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
