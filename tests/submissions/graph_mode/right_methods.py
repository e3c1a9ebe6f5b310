"""Right: a graph that the constructor traces, loops over tensors themselves, a variable in a list."""

import numpy as np
import tensorflow as tf


def compile_step(fn, signature):
    """Named arguments, and a function with several outputs, pass through."""
    return tf.function(func=fn, input_signature=[*signature], autograph=True)


def trace_count(fn: callable, calls: list) -> int:
    graph = tf.function(fn)
    for arguments in calls:
        graph.get_concrete_function(*arguments)
    return graph.experimental_get_tracing_count()


def collatz_steps(n):
    n = tf.convert_to_tensor(n, dtype_hint=tf.int64)
    n = tf.cast(n, tf.int64)
    steps = 0
    for _ in tf.range(10_000):
        if n <= 1:
            break
        odd = tf.math.floormod(n, 2)
        n = odd * (3 * n + 1) + (1 - odd) * (n // 2)
        steps += 1
    return tf.convert_to_tensor(steps)


def running_sum(xs):
    xs = tf.cast(tf.convert_to_tensor(xs), tf.float32)
    sums = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    total = tf.zeros(tf.shape(xs)[1:])
    place = 0
    for x in xs:
        total += x
        sums = sums.write(place, total)
        place += 1
    return tf.reshape(sums.stack(), tf.shape(xs))


class Accumulator(tf.Module):
    def __init__(self):
        self.kept = [tf.Variable(np.zeros((), "float32"))]

        def add(x):
            (total,) = self.kept
            total.assign_add(tf.tensordot(x, tf.ones_like(x), 1))
            return total + 0.0

        self.graph = tf.function(add).get_concrete_function(tf.TensorSpec((None,), "float32"))

    def __call__(self, x):
        return self.graph(x)
