"""Right: decorated functions, concrete traces, a TensorArray of growing size."""

import tensorflow as tf


def compile_step(fn, signature):
    step = tf.function(fn, input_signature=tuple(signature))
    step.get_concrete_function()
    return step


def trace_count(fn, calls):
    graph = tf.function(fn)
    results = [graph(*call) for call in calls]
    print(len(results), "calls")
    return int(graph.experimental_get_tracing_count())


def graph_ops(fn, *specs):
    graph = tf.function(fn).get_concrete_function(*specs).graph
    ops = {op.type for op in graph.get_operations()}
    for function in graph.as_graph_def().library.function:
        ops |= {node.op for node in function.node_def}
    return sorted(ops)


@tf.function
def collatz_steps(n):
    n = tf.cast(n, tf.int64)
    steps = 0
    while tf.greater(n, 1):
        if tf.equal(n % 2, 0):
            n = tf.bitwise.right_shift(n, tf.constant(1, tf.int64))
        else:
            n = 3 * n + 1
        steps += 1
    return steps


@tf.function(reduce_retracing=True)
def running_sum(xs):
    xs = tf.cast(xs, tf.float32)
    sums = tf.TensorArray(tf.float32, size=0, dynamic_size=True, clear_after_read=False)
    sums = sums.write(0, xs[0])
    for i in tf.range(1, tf.shape(xs)[0]):
        sums = sums.write(i, sums.read(i - 1) + xs[i])
    return sums.stack()


class Accumulator(tf.Module):
    def __init__(self):
        self.sum = tf.Variable(tf.zeros([]), dtype=tf.float32, name="sum")
        self._graph = tf.function(self._add, input_signature=[tf.TensorSpec([None])])

    def _add(self, x):
        self.sum.assign_add(tf.math.reduce_sum(x))
        return tf.identity(self.sum)

    def __call__(self, x):
        return self._graph(tf.convert_to_tensor(x, tf.float32))
