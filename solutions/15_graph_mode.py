# %% [markdown]
# # 15 · `tf.function` and graphs · 图运算模式
#
# Eager mode runs each operation as Python meets it: easy to read, easy to debug, and Python stands in line for every
# single one. **Graph mode** runs Python once, writes down which operations it asked for, and from then on runs the
# list without Python. The list is called a graph, writing it is called **tracing**, and `tf.function` does both.
#
# A graph is faster, it can be saved, sent to another machine and compiled. But it is not Python any more: what Python
# did while tracing (a `print`, an `append`, an `if` on a Python number) happened once and is not in the graph.
#
# **You will learn**
#
# - when TensorFlow traces, how to count it, and how to keep it from tracing again and again;
# - what becomes of `print`, `append` and random numbers of Python in a graph;
# - to look into a graph;
# - loops and branches that depend on tensors: AutoGraph, `tf.while_loop`, `tf.TensorArray`;
# - to keep state in a graph: variables, and the rule that they are created once.
#
# **You need** tensors (01), gradients (09), and the training step of topic 10.

# %% tags=["given"]
import time

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits
from course.plots import bars, curves, use_style
from course import check

use_style()

# %% [markdown]
# ## `compile_step`: one trace for every batch size
#
# `tf.function(fn)` traces for each new *signature*: for tensors, that is their shapes and dtypes. A last batch that
# is smaller than the others costs a second trace. If you say beforehand what will come, one trace is enough:
#
# ```python
# tf.TensorSpec([None, 64], tf.float32)   # any number of rows, 64 columns
# ```
#
# `None` is an axis of unknown length. While tracing, `x.shape` is `(None, 64)`: a batch size that is needed within the
# function has to be asked of the graph, `tf.shape(x)[0]`, and is a tensor.


# %% tags=["part"]
def compile_step(fn, signature):
    """Compile a step into one graph for every batch size.

    Args:
        fn: a function of tensors, for example a training step; it may read and change variables.
        signature: a list of `tf.TensorSpec`, one per argument of `fn`, whose batch axes are None.

    Returns:
        A `tf.function` that runs `fn` as a graph and returns what `fn` returns: any batch size without a new trace.
    """
    ### BEGIN SOLUTION
    return tf.function(fn, input_signature=signature)
    ### END SOLUTION


# %% [markdown]
# ### What a graph saves
#
# One training step of a linear classifier on real digits, eagerly and as a graph, for batches of several sizes. One
# digit takes the eager step as long as a thousand: that time is Python's, and the graph saves most of it. Only with
# very large batches do the numbers themselves take the time, in either mode.

# %% tags=["demo"]
(x_train, y_train), _ = digits()
images, labels = tf.constant(x_train.reshape(-1, 64), tf.float32), tf.constant(y_train, tf.int64)
many_images, many_labels = tf.repeat(images, 24, axis=0), tf.repeat(labels, 24)
weights = tf.Variable(tf.zeros((64, 10)))


def step(x, y):
    """One step of gradient descent."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, x @ weights))
    weights.assign_sub(0.5 * tape.gradient(loss, weights))
    return loss


def seconds_of(run, size, repeats=30):
    """The mean duration of one call on a batch of `size` digits."""
    x, y = many_images[:size], many_labels[:size]
    run(x, y)  # the first call may trace: it does not count
    start = time.perf_counter()
    for _ in range(repeats):
        run(x, y)
    return (time.perf_counter() - start) / repeats


compiled = compile_step(step, [tf.TensorSpec([None, 64], tf.float32), tf.TensorSpec([None], tf.int64)])
sizes = (1, 32, 1024, 32768)
figure, axis = plt.subplots(figsize=(6.4, 3.4))
for name, run in {"eager": step, "graph": compiled}.items():
    axis.semilogx(sizes, [1000 * seconds_of(run, size) for size in sizes], "o-", label=name)
axis.set(xlabel="batch size", ylabel="milliseconds per step", title="One training step, eagerly and as a graph")
axis.set_ylim(bottom=0)
axis.legend()
plt.show()

# %% [markdown]
# ## `trace_count`: count the traces
#
# | what changes between two calls of a `tf.function` | a new trace? |
# | --- | --- |
# | the numbers in a tensor or an array | no |
# | its shape or dtype | yes |
# | a Python number, string or truth value | yes: Python values become part of the graph |
#
# The last row is the expensive one. `step(x, 1)`, `step(x, 2)`, `step(x, 3)`, … trace each time, and the program gets
# slower, not faster. A `tf.function` knows how often it traced: `experimental_get_tracing_count()`. You may as well
# count how often Python runs the body.


# %% tags=["part"]
def trace_count(fn, calls):
    """How many traces `tf.function(fn)` makes.

    Args:
        fn: a plain Python function.
        calls: a list of argument tuples; the function is called with each of them, in order.

    Returns:
        The number of traces, an int: 0 for an empty list.
    """
    ### BEGIN SOLUTION
    traced = tf.function(fn)
    for arguments in calls:
        traced(*arguments)
    return traced.experimental_get_tracing_count()
    ### END SOLUTION


# %% [markdown]
# ### Python runs while tracing, and only then
#
# The function below leaves three marks: it prints, it appends to a list, it adds to a variable. The first two are
# **side effects of Python**: they happen while tracing and never again. The third is an operation, `AssignAddVariableOp`:
# it is in the graph, and happens at each run. (`tf.print` is an operation too.) Guess, before you run the cell, how
# often Python speaks in six calls.
#
# Random numbers of Python and NumPy are caught in the same way: `np.random.normal()` is rolled once, while tracing, and
# then it is a constant. `tf.random.normal([])` rolls at each run.


# %% tags=["demo"]
notes, runs = [], tf.Variable(0)


@tf.function
def noted(x):
    """The square of x; leaves a mark in Python and one in the graph."""
    print("Python: I am tracing for", x)
    notes.append("traced")
    runs.assign_add(1)
    return x * x


for value in (tf.constant(1.0), tf.constant(2.0), tf.constant(3.0), 1, 2, 2):
    noted(value)
bars({"calls": 6, "Python's list": len(notes), "the graph's variable": runs.numpy()}, title="Who noticed the calls")

# %% [markdown]
# Your `trace_count` on twelve calls each, with arguments of different kinds. (From five new traces on, TensorFlow
# itself warns: "5 out of the last 5 calls … triggered tf.function retracing".)

# %% tags=["demo"]
counted = {
    "tensors": (lambda x: x * x, [tf.constant(float(k)) for k in range(12)]),
    "2 dtypes": (lambda x: x * x, [tf.constant(k, (tf.int32, tf.int64)[k % 2]) for k in range(12)]),
    "3 lengths": (lambda x: x * x, [tf.zeros(1 + k % 3) for k in range(12)]),
    "4 Python numbers": (lambda x: x * x, [k % 4 for k in range(12)]),
}
traces = {name: trace_count(square, [(x,) for x in values]) for name, (square, values) in counted.items()}
bars(traces, title="Traces in twelve calls")

# %% [markdown]
# ## `graph_ops`: look inside
#
# `tf.function(fn).get_concrete_function(*specs)` traces without running, and its `.graph` is the graph. As a *GraphDef*
# (`graph.as_graph_def()`), it is a list of nodes, `.node`, each with an operation type `.op` such as `"MatMul"`.
#
# That list is not all. The body of a loop, the branches of a condition and other functions are graphs of their own, and
# stand in the **library**: `.library.function`, each with its `.node_def`. A loop looks like a single node `While` to
# whoever forgets the library.
#
# What you see here is the graph as traced. When it runs, TensorFlow's optimizer (Grappler) first removes what nobody
# needs and computes ahead what is constant.


# %% tags=["part"]
def graph_ops(fn, *specs):
    """The operation types of a function's graph.

    Args:
        fn: a plain Python function of tensors.
        *specs: a `tf.TensorSpec` for each of its arguments.

    Returns:
        A sorted list of the distinct op types (strings) in the traced graph and in its function library, before
        optimization.
    """
    ### BEGIN SOLUTION
    definition = tf.function(fn).get_concrete_function(*specs).graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return sorted({node.op for node in nodes})
    ### END SOLUTION


# %% tags=["demo"]
def gate(x):
    """A branch that depends on a tensor."""
    return tf.sqrt(x) if x > 0 else tf.exp(x)


print("a dense layer:", graph_ops(lambda x: tf.nn.relu(x @ weights), tf.TensorSpec([None, 64])))
print("a branch:     ", graph_ops(gate, tf.TensorSpec([])))

# %% [markdown]
# ## `collatz_steps`: a loop that depends on a tensor
#
# Halve an even number, replace an odd $n$ by $3n + 1$, and go on until you reach 1. Lothar Collatz asked in 1937
# whether that always ends. Nobody knows; for all numbers ever tried it does.
#
# How long it takes, only the number itself can tell. In a graph with a *symbolic* $n$, an unknown number, Python cannot
# decide the loop while tracing: the graph has to hold the loop. There are two ways.
#
# - **AutoGraph.** `tf.function` rewrites your source: a `while` or `if` whose condition is a tensor becomes an operation
#   of the graph. The same code runs eagerly as plain Python.
# - **`tf.while_loop(condition, body, [variables])`** says it outright, in either mode.
#
# Each variable of a loop keeps its dtype and shape. And mind the size of numbers: int32 ends at 2,147,483,647, and the
# way of 113,383 leads up to 2,482,111,348. Beyond the end, int32 goes on with negative numbers, without a word.


# %% tags=["part"]
def collatz_steps(n):
    """How many Collatz steps lead from `n` to 1.

    Args:
        n: an integer of at least 1: a Python int or an int32 or int64 scalar; in a graph it may be symbolic.

    Returns:
        The number of steps, an integer scalar: 0 for 1. Right also where the sequence exceeds int32. The loop is a part
        of the graph (no `tf.py_function`).
    """
    ### BEGIN SOLUTION
    n = tf.cast(n, tf.int64)
    steps = tf.constant(0)
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
    ### END SOLUTION


# %% tags=["demo"]
graph = tf.function(collatz_steps).get_concrete_function(tf.TensorSpec([], tf.int64))
numbers = np.arange(1, 1501)
steps = [graph(tf.constant(number, tf.int64)) for number in numbers]
figure, axis = plt.subplots(figsize=(8, 3.2))
axis.plot(numbers, steps, ".", markersize=3)
axis.set(xlabel="n", ylabel="steps to 1", title="Collatz steps: one graph, 1,500 calls")
plt.show()

# %% [markdown]
# ## `running_sum`: collect the results of a loop
#
# $$s_t = x_0 + x_1 + \dots + x_t = s_{t-1} + x_t$$
#
# A recurrent network (topic 18) has the same shape: a state that each step changes, and an output per step. Where do
# the outputs go? A Python list does not work in a graph: `append` would run once, while tracing. Use
#
# - `tf.TensorArray(tf.float32, size)`: `array = array.write(i, value)` (keep what comes back!) and `array.stack()`;
# - or `tf.scan(step, xs)`, which is that very loop.
#
# The length is unknown while tracing: `xs.shape[0]` is None, `tf.shape(xs)[0]` is a tensor.


# %% tags=["part"]
def running_sum(xs):
    """The cumulative sum along axis 0, by a loop.

    Args:
        xs: `(time, ...)`, a float tensor of rank 1 or more; `time` is at least 1, and may be unknown in a graph.

    Returns:
        A float32 tensor of the same shape: entry `t` is the sum of the entries 0 to `t` of `xs`.

    By `tf.TensorArray`, a loop or `tf.scan`; not by `tf.cumsum`.
    """
    ### BEGIN SOLUTION
    xs = tf.cast(xs, tf.float32)
    length = tf.shape(xs)[0]
    sums = tf.TensorArray(tf.float32, size=length)
    total = tf.zeros_like(xs[0])
    for t in tf.range(length):
        total = total + xs[t]
        sums = sums.write(t, total)
    return sums.stack()
    ### END SOLUTION


# %% [markdown]
# ### From noise to a walk
#
# Steps to the left and right at random, added up: the random walk. Below, six of 300 steps, in one call.

# %% tags=["demo"]
walks = running_sum(np.random.default_rng(3).choice([-1.0, 1.0], size=(300, 6)))
curves({f"walk {k + 1}": walks[:, k] for k in range(6)}, xlabel="step", ylabel="place", title="Running sums of ±1")

# %% [markdown]
# ## `Accumulator`: a graph with a memory
#
# A graph may read and change variables, but it may not make a new one at each run. So **variables are created once**: in
# the constructor, or behind an `if self.total is None:` on the first call. Otherwise TensorFlow stops with
# *tf.function only supports singleton tf.Variables created on the first call*.
#
# `tf.Module` is the plainest home for variables: it finds the ones that are attributes, and lists them as `.variables`.
# A method can be a `tf.function` too; with an `input_signature`, it is traced once for all lengths.


# %% tags=["part"]
class Accumulator(tf.Module):
    """A sum that remembers.

    `acc(x)` adds the sum of the float32 vector `x`, of any length, to the total and returns the total, a float32
    scalar. It runs in a graph that is not traced again for new lengths. The module has one variable, created once.
    """

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.total = tf.Variable(0.0)
        signature = [tf.TensorSpec([None], tf.float32)]
        self.add = tf.function(lambda x: self.total.assign_add(tf.reduce_sum(x)), input_signature=signature)
        ### END SOLUTION

    def __call__(self, x):
        """Add the sum of `x`, `(n,)`, and return the total."""
        ### BEGIN SOLUTION
        return self.add(tf.cast(x, tf.float32))
        ### END SOLUTION


# %% tags=["demo"]
ink, pages = Accumulator(), []
for first in range(0, 300, 7):
    pages.append(ink(tf.reshape(images[first : first + 7], [-1])))
curves({"ink": pages}, xlabel="page of seven digits", ylabel="total", title="The ink of 300 digits, page by page")

# %% [markdown]
# ## What you have learned
#
# - Tracing runs Python once; the graph runs without it. Side effects of Python happen while tracing, and only then.
# - New shapes, dtypes and Python values trace anew. A signature with `None` ends that.
# - Loops on tensors become operations; their bodies live in the function library.
# - In a graph, ask `tf.shape(x)` and not `x.shape`; collect in a `TensorArray` and not in a list.
# - Variables are created once, and belong to the object that keeps them.
#
# **Pitfalls**: a `tf.function` made within a loop; a Python counter as an argument; the result of `array.write` thrown
# away; int32 for numbers that grow; a `print` that is silent from the second call on.
#
# **To read on**
#
# - TensorFlow guide: [Introduction to graphs and tf.function](https://www.tensorflow.org/guide/intro_to_graphs),
#   [Better performance with tf.function](https://www.tensorflow.org/guide/function).
# - D. Moldovan et al., [AutoGraph: Imperative-style Coding with Graph-based Performance](https://arxiv.org/abs/1810.08061),
#   2018.
# - A. Agrawal et al., [TensorFlow Eager: A Multi-Stage, Python-Embedded DSL for Machine
#   Learning](https://arxiv.org/abs/1903.01855), 2019.
