"""Public checks of topic 15. Run `pytest exercises/15_graph_mode` or `course check graph_mode`."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, part, picture

HINTS = {
    "compile_step": ["`tf.function` has an argument that says which tensors will come."],
    "trace_count": ["Make one tf.function, call it with each tuple (`*arguments`), and ask it how often it traced."],
    "graph_ops": [
        "Trace with `get_concrete_function(*specs)`; its `.graph` gives a GraphDef.",
        "Nodes are in `.node` and, for loops and branches, in each `.library.function`'s `.node_def`.",
    ],
    "collatz_steps": [
        "A `while` on a tensor works in both modes, and so does `tf.while_loop`.",
        "Cast n to int64 first: the numbers grow before they shrink.",
    ],
    "running_sum": [
        "Keep a total with the shape of `xs[0]`, and loop over `tf.range(tf.shape(xs)[0])`.",
        "`array = array.write(i, total)`: without the assignment the value is lost. Or let `tf.scan` do it.",
    ],
    "Accumulator": [
        "Create the variable in the constructor, and change it with `assign_add`.",
        "A tf.function with an `input_signature` of unknown length is traced once.",
    ],
}


@part("compile_step")
def test_compiles_once_for_all_batch_sizes(learner):
    """compile_step traces once for every batch size"""
    traces = []

    def double(x):
        traces.append(x.shape)
        return 2.0 * x

    step = learner.compile_step(double, [tf.TensorSpec([None, 2], tf.float32)])
    for size in (1, 3, 4):
        expect_close(step(tf.ones((size, 2))), np.full((size, 2), 2.0), call=f"step on a batch of {size}")
    expect(len(traces) == 1, "One trace is enough for all batch sizes", call="3 batches", got=len(traces), expected=1)


@part("trace_count")
def test_counts_traces(learner):
    """trace_count counts new shapes and new Python numbers, not new values"""
    tensors = [(tf.constant(1.0),), (tf.constant(2.0),)]
    expect(learner.trace_count(lambda x: x, tensors) == 1, "Tensors of one shape share a trace", call="two scalars")
    numbers = [(1,), (2,), (2,)]
    expect(learner.trace_count(lambda x: x, numbers) == 2, "Each Python number is traced", call="the calls 1, 2, 2")


@part("graph_ops")
def test_lists_ops(learner):
    """graph_ops lists the ops of the graph and of its library"""
    ops = learner.graph_ops(lambda x: tf.exp(x) * x, tf.TensorSpec([2]))
    expect({"Exp", "Mul"} <= set(ops), "Exp and Mul are in the graph", call="graph_ops(exp(x) · x)", got=ops)

    def branch(x):
        return tf.cond(x > 0, lambda: tf.sin(x), lambda: tf.cos(x))

    ops = learner.graph_ops(branch, tf.TensorSpec([]))
    expect({"Sin", "Cos"} <= set(ops), "The branches are in the library", call="graph_ops(a condition)", got=ops)
    expect(list(ops) == sorted(set(ops)), "The list is sorted, each op once", call="graph_ops(a condition)", got=ops)


@part("collatz_steps")
def test_collatz_eagerly(learner):
    """collatz_steps counts the steps"""
    for n, steps in ((1, 0), (6, 8), (27, 111)):
        expect_close(learner.collatz_steps(tf.constant(n)), steps, call=f"collatz_steps({n})")


@part("collatz_steps")
def test_collatz_of_large_numbers(learner):
    """collatz_steps goes beyond the end of int32"""
    expect_close(
        learner.collatz_steps(tf.constant(270271)), 406, call="collatz_steps(270271), on the way 24,648,077,896"
    )


@part("collatz_steps")
def test_collatz_in_a_graph(learner):
    """collatz_steps runs in a graph"""
    graph = tf.function(learner.collatz_steps)
    expect_close(graph(tf.constant(7)), 16, call="tf.function(collatz_steps)(7)")


@part("running_sum")
def test_running_sum(learner):
    """running_sum adds up along axis 0"""
    got = learner.running_sum(tf.constant([1.0, 2.0, -4.0, 0.5]))
    picture(got=got, expected=[1.0, 3.0, -1.0, -0.5], kind="curve")
    expect_close(got, [1.0, 3.0, -1.0, -0.5], call="running_sum([1, 2, -4, 0.5])")
    got = learner.running_sum(tf.constant([[1.0, 2.0], [3.0, 4.0]]))
    expect_close(got, [[1.0, 2.0], [4.0, 6.0]], call="running_sum([[1, 2], [3, 4]])")


@part("running_sum")
def test_running_sum_of_unknown_length(learner):
    """running_sum runs in a graph that does not know the length"""
    graph = tf.function(learner.running_sum, input_signature=[tf.TensorSpec([None], tf.float32)])
    expect_close(graph(tf.constant([2.0])), [2.0], call="running_sum([2]) in a graph")
    expect_close(graph(tf.constant([1.0, 1.0, 1.0])), [1.0, 2.0, 3.0], call="running_sum([1, 1, 1]) in a graph")


@part("Accumulator")
def test_accumulates(learner):
    """Accumulator adds up over its calls, in one variable"""
    acc = learner.Accumulator()
    expect_close(acc(tf.constant([1.0, 2.0])), 3.0, call="acc([1, 2])")
    expect_close(acc(tf.constant([4.0])), 7.0, call="then acc([4])")
    expect(len(acc.variables) == 1, "The module has one variable", call="acc.variables", got=len(acc.variables))
    expect_close(learner.Accumulator()(tf.constant([1.0])), 1.0, call="a new Accumulator, acc([1])")
