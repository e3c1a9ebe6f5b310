"""Right: tf.while_loop and tf.scan; traces counted by Python; variable created on the first call."""

import tensorflow as tf


def compile_step(fn, signature):
    @tf.function(input_signature=signature, reduce_retracing=True)
    def step(*arguments):
        return fn(*arguments)

    return step


def trace_count(fn, calls):
    traces = []

    def noting(*arguments):
        traces.append(arguments)
        return fn(*arguments)

    graph = tf.function(noting)
    for call in calls:
        graph(*call)
    return len(traces)


def graph_ops(fn, *specs):
    graph = tf.function(fn, input_signature=list(specs)).get_concrete_function().graph
    found = set()

    def look(nodes):
        found.update(node.op for node in nodes)

    definition = graph.as_graph_def()
    look(definition.node)
    for function in definition.library.function:
        look(function.node_def)
    return sorted(found)


def collatz_steps(n):
    n = tf.cast(n, tf.int64)
    _, steps = tf.while_loop(
        lambda n, steps: n > 1,
        lambda n, steps: (tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1),
        [n, tf.constant(0, tf.int64)],
    )
    return steps


def running_sum(xs):
    return tf.scan(lambda total, x: total + x, tf.cast(tf.convert_to_tensor(xs), tf.float32))


class Accumulator(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.total = None

    @tf.function(input_signature=(tf.TensorSpec(shape=(None,), dtype=tf.float32),))
    def __call__(self, x):
        if self.total is None:
            self.total = tf.Variable(0.0, trainable=False)
        self.total.assign(self.total + tf.reduce_sum(x))
        return self.total.read_value()
