"""Wrong: in a graph, AutoGraph makes an int32 of `int(n)`.

Fails: test_collatz_beyond_int32
"""

import tensorflow as tf


def collatz_steps(n):
    n = int(n)
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
