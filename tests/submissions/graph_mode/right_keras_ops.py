"""Right: loops of keras.ops, concrete functions, a class that counts, a variable made in a method of its own."""

import keras
import tensorflow as tf


def compile_step(fn, signature):
    return tf.function(fn, input_signature=signature).get_concrete_function()


class Counted:
    def __init__(self, fn):
        self.fn, self.traces = fn, 0

    def __call__(self, *arguments):
        self.traces += 1
        return self.fn(*arguments)


def trace_count(fn, calls):
    counted = Counted(fn)
    graph = tf.function(lambda *arguments: counted(*arguments))
    for arguments in calls:
        _ = graph(*arguments)
    return counted.traces


def graph_ops(fn, *specs):
    def types(nodes):
        return {str(node.op) for node in nodes}

    definition = tf.function(func=fn, reduce_retracing=True).get_concrete_function(*specs).graph.as_graph_def()
    return sorted(set.union(types(definition.node), *(types(one.node_def) for one in definition.library.function)))


def collatz_steps(n):
    n = keras.ops.cast(n, "int64")
    one = keras.ops.ones((), "int64")

    def step(n, steps):
        return keras.ops.where(keras.ops.equal(n % 2, 0), n // 2, 3 * n + one), steps + one

    return keras.ops.while_loop(lambda n, steps: keras.ops.not_equal(n, one), step, (n, one - one))[1]


def running_sum(xs):
    xs = tf.convert_to_tensor(xs)
    if xs.dtype != tf.float32:
        xs = tf.cast(xs, tf.float32)
    length = tf.shape(xs)[0]

    def body(t, sums):
        return t + 1, sums.write(t, tf.foldl(tf.add, xs[: t + 1]))

    array = tf.TensorArray("float32", size=length, element_shape=xs.shape[1:])
    _, array = tf.while_loop(lambda t, _: t < length, body, (0, array), parallel_iterations=1)
    return array.stack()


class Accumulator(tf.Module):
    def __init__(self):
        super().__init__(name="accumulator")
        self._variable = None

    def _total(self):
        if self._variable is None:
            with tf.init_scope():
                self._variable = tf.Variable(0, dtype=tf.float32)
        return self._variable

    @tf.function(input_signature=[tf.TensorSpec(shape=[None], dtype=tf.float32)], autograph=False)
    def __call__(self, x):
        total = self._total()
        total.assign_add(tf.einsum("i->", x))
        return total
