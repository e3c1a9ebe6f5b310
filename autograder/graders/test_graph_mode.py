"""Hidden checks of topic 15: traces, graphs and their libraries, loops on tensors, variables that are created once."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import assert_close, assert_dtype, attempt, check, generator, is_int, observe, value_of

COLLATZ = (1, 2, 3, 6, 7, 8, 27, 97)
BIG_COLLATZ = (459759, 420351)  # who counts these, and the next, in int32 gets to 1 as well, but in other steps
HUGE_COLLATZ = 2**33 + 7
LONG_COLLATZ = 670_617_279  # 986 steps
NOT_JUDGED = {"Placeholder", "NoOp", "_Arg", "_Retval"}


@pytest.fixture(scope="module")
def series(run_seed):
    """Arrays of one to three axes, and weights of a loss over them."""
    draw = generator(run_seed, "series")
    shapes = {"vector": (6,), "matrix": (5, 3), "cube": (4, 2, 3), "one": (1,), "row": (1, 4)}
    return {name: draw.normal(size=shape).astype("float32") for name, shape in shapes.items()}


# compile_step


@observe
def compiled(learner, series):
    """A compiled step that changes a variable, one compiled for two signatures, and two of one name and two results."""
    import tensorflow as tf

    seen = []
    slope = tf.Variable([1.0, -1.0, 0.5])

    def train(x, y):
        tensors = [f"{tensor.dtype.name}{tensor.shape}" for tensor in (x, y)]
        seen.append({"eager": tf.executing_eagerly(), "tensors": tensors})
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.linalg.matvec(x, slope) - tf.cast(y, tf.float32)) ** 2)
        slope.assign_sub(0.1 * tape.gradient(loss, slope))
        return loss

    step = learner.compile_step(train, [tf.TensorSpec([None, 3], tf.float32), tf.TensorSpec([None], tf.int32)])
    losses = [step(tf.constant(series["matrix"][:size]), tf.range(size)) for size in (5, 1, 3, 4)]
    traces = list(seen)

    def measure(x):
        triple = 3.0 * x if tf.shape(x)[0] > 0 else x  # AutoGraph makes a branch of it
        return {"triple": triple, "size": tf.shape(x)[0]}

    other = learner.compile_step(measure, [tf.TensorSpec([None, 2, 3])])
    several = [other(series["cube"]), other(tf.constant(series["cube"][:0])), other(tf.constant(series["cube"][1:]))]
    again = learner.compile_step(measure, [tf.TensorSpec([None, 3])])

    def predictor(factor):
        def predict(x):
            predictions = factor * x
            return tf.reduce_mean(predictions**2), predictions

        return learner.compile_step(predict, [tf.TensorSpec([None, 3])])

    pairs = [predictor(2.0), predictor(-3.0)]
    return {
        "losses": losses,
        "slope": slope,
        "traces": traces,
        "several": several,
        "pairs": [list(pair(tf.constant(series["matrix"]))) for pair in pairs],
        "again": attempt(again, tf.constant(series["matrix"])),
    }


@check(
    "compile_step", points=0.6, hint="The compiled step returns what the function returns, and changes what it changes."
)
def test_compiled_step_computes(compiled):
    for key in ("losses", "slope", "several", "pairs"):
        assert_close(compiled.seen[key], compiled.expected[key], what=f"what the compiled step computes ({key})")
    what = "a function that is compiled again, for another signature,"
    assert_close(value_of(compiled.seen["again"], what), compiled.expected["again"]["value"], what=what)


@check("compile_step", points=0.6, hint="Say which tensors will come: then the first trace fits all batches.")
def test_compiled_step_traces_once(compiled):
    traces = compiled.seen["traces"]
    assert not any(trace["eager"] for trace in traces), "the function runs eagerly"
    assert len(traces) == 1, f"the function was run {len(traces)} times by Python for four batches"


@check(
    "compile_step", points=0.3, hint="Only the batch axes are unknown: what the signature knows should reach the graph."
)
def test_compiled_step_keeps_the_signature(compiled):
    traces = compiled.seen["traces"]
    assert traces, "the function was never traced"
    expected = compiled.expected["traces"][0]["tensors"]
    assert all(trace["tensors"] == expected for trace in traces), (
        "the graph knows other shapes or dtypes than the signature says"
    )


# trace_count


@observe
def trace_counts(learner):
    """Counts over calls of several kinds."""
    import tensorflow as tf

    def same(x):
        return x

    def branch(x):
        return x if x > 0 else -x

    scalar, vector = tf.constant(1.0), tf.constant([1.0, 2.0])
    cases = {
        "values": [(scalar,), (tf.constant(2.0),), (scalar,)],
        "shapes": [(vector,), (tf.zeros(3),), (tf.zeros(4),), (tf.zeros(2),)],
        "dtypes": [(scalar,), (tf.constant(1),)],
        "python": [(1,), (2,), (1,), (3,)],
        "arrays": [(np.array([1.0, 2.0]),), (np.array([3.0, 4.0]),)],
    }
    counts = {name: learner.trace_count(same, calls) for name, calls in cases.items()}
    counts["a branch"] = learner.trace_count(branch, cases["values"])
    counts["no arguments"] = learner.trace_count(lambda: tf.constant(1.0), [(), (), ()])
    two = [(scalar, 1), (tf.constant(5.0), 1), (scalar, 2), (vector, 2)]
    counts["two arguments"] = learner.trace_count(lambda x, k: x * k, two)
    counts["again"] = learner.trace_count(same, cases["values"])
    return counts


@observe
def no_trace(learner):
    """The count over no calls."""
    return learner.trace_count(lambda x: x, [])


@check(
    "trace_count", points=0.4, hint="Tensors of one shape and dtype share a trace; another shape or dtype is a new one."
)
def test_trace_count_of_tensors(trace_counts):
    for name in ("values", "shapes", "dtypes", "arrays", "a branch", "no arguments"):
        assert is_int(trace_counts.seen[name]), "the count should be an int"
        assert int(trace_counts.seen[name]) == int(trace_counts.expected[name]), f"a wrong count: tensors, {name}"


@check("trace_count", points=0.4, hint="Give the function the arguments as they are: a Python number is no tensor.")
def test_trace_count_of_python_numbers(trace_counts):
    for name in ("python", "two arguments"):
        assert is_int(trace_counts.seen[name]), "the count should be an int"
        assert int(trace_counts.seen[name]) == int(trace_counts.expected[name]), f"a wrong count: {name}"


@check("trace_count", points=0.2, hint="Each count starts from nothing, and may end there.")
def test_trace_count_starts_anew(trace_counts, no_trace):
    assert is_int(no_trace.seen), "the count should be an int"
    assert int(no_trace.seen) == 0, "no call makes no trace"
    assert int(trace_counts.seen["again"]) == int(trace_counts.expected["again"]), (
        "a function counted before counts else"
    )


# graph_ops


@observe
def ops(learner):
    """The ops of straight code, of one function for two dtypes, of waste, of control flow and of a called graph."""
    import tensorflow as tf

    weights = tf.Variable(tf.ones((3, 2)))

    def wasteful(x):
        tf.cos(x)
        return x * (tf.constant(2.0) + tf.constant(3.0)) - x

    def branch(x):
        return tf.sqrt(x) if x > 0 else tf.exp(x)

    def turn(value):
        return tf.cond(value > 3.0, lambda: tf.sin(value) + 4.0 + value, lambda: tf.floor(value) + 1.0)

    def nested(x):
        return tf.while_loop(lambda value: value < 9.0, lambda value: (turn(value),), [x])[0]

    @tf.function
    def inner(x):
        return tf.tanh(x)

    def calling(x):
        return inner(x) / 2.0

    def half(x):
        return x / 2  # of integers it is a float64: there is a Cast before the division

    scalar, matrix = tf.TensorSpec([], tf.float32), tf.TensorSpec([None, 3], tf.float32)
    return {
        "straight": [
            learner.graph_ops(lambda a, b: tf.nn.relu(tf.matmul(a, b, transpose_b=True)) + 1.0, matrix, matrix),
            learner.graph_ops(lambda: tf.constant(1.0) / tf.constant(2.0)),
            learner.graph_ops(lambda x: tf.matmul(x, weights), matrix),
            learner.graph_ops(lambda x: tf.shape(x)[0], matrix),
            learner.graph_ops(half, scalar),
            learner.graph_ops(half, tf.TensorSpec([], tf.int32)),
        ],
        "wasteful": learner.graph_ops(wasteful, scalar),
        "branch": learner.graph_ops(branch, scalar),
        "nested": learner.graph_ops(nested, scalar),
        "calling": learner.graph_ops(calling, scalar),
    }


def same_ops(seen, expected, what):
    """Fail unless the op types are the same, apart from a graph's own bookkeeping."""
    assert isinstance(seen, list | tuple), f"{what} should be a list"
    assert all(isinstance(name, str) for name in seen), f"{what} should be a list of strings"
    missing, more = set(expected) - set(seen) - NOT_JUDGED, set(seen) - set(expected) - NOT_JUDGED
    assert not missing, f"{what} lacks {len(missing)} op types"
    assert not more, f"{what} has {len(more)} op types too many"


@check("graph_ops", points=0.5, hint="The op type of each node: not its name, and not the Python function.")
def test_ops_of_straight_code(ops):
    for seen, expected in zip(ops.seen["straight"], ops.expected["straight"], strict=True):
        same_ops(seen, expected, "the ops of a graph")


@check("graph_ops", points=0.5, hint="Loops and branches keep their own ops in the function library.")
def test_ops_of_control_flow(ops):
    same_ops(ops.seen["nested"], ops.expected["nested"], "the ops of a branch within a loop")


@check(
    "graph_ops", points=0.15, hint="A graph that the function calls is one node; what it does stands in the library."
)
def test_ops_of_a_called_graph(ops):
    same_ops(ops.seen["calling"], ops.expected["calling"], "the ops of a graph that calls another")


@check("graph_ops", points=0.15, hint="A plain Python if on a tensor is a branch of the graph: who translates it?")
def test_ops_of_a_python_branch(ops):
    same_ops(ops.seen["branch"], ops.expected["branch"], "the ops of a Python branch")


@check("graph_ops", points=0.35, hint="As traced, before the optimizer removes and folds anything.")
def test_ops_before_optimization(ops):
    same_ops(ops.seen["wasteful"], ops.expected["wasteful"], "the ops of code with something to optimize")


@check("graph_ops", points=0.35, hint="Sorted, and each type once.")
def test_ops_are_sorted_and_distinct(ops):
    for seen in (*ops.seen["straight"], ops.seen["nested"]):
        assert isinstance(seen, list | tuple), "the ops should be a list"
        assert list(seen) == sorted(set(seen)), "the ops are not sorted, or not distinct"


# collatz_steps


@observe
def collatz(learner):
    """Steps counted eagerly: of Python ints and of tensors of both dtypes."""
    import tensorflow as tf

    return {
        "tensors": [learner.collatz_steps(tf.constant(n)) for n in COLLATZ],
        "others": [learner.collatz_steps(n) for n in (1, 9, 15)] + [learner.collatz_steps(tf.constant(18, tf.int64))],
    }


@observe
def big_collatz(learner):
    """Steps of numbers that leave int32 on their way, and of one that lies beyond it, eagerly and in graphs."""
    import tensorflow as tf

    found = [learner.collatz_steps(tf.constant(BIG_COLLATZ[0])), learner.collatz_steps(BIG_COLLATZ[1])]
    found += [learner.collatz_steps(tf.constant(n, tf.int64)) for n in (HUGE_COLLATZ, LONG_COLLATZ)]
    for dtype, n in ((tf.int32, BIG_COLLATZ[0]), (tf.int64, HUGE_COLLATZ)):
        found.append(tf.function(learner.collatz_steps)(tf.constant(n, dtype)))
    return found


@observe
def collatz_graph(learner):
    """Steps counted in a graph with n symbolic, and what is in the graph."""
    import tensorflow as tf

    from autograder.probes import graph_def_ops

    found, ops = [], []
    for dtype in (tf.int32, tf.int64):
        graph = tf.function(learner.collatz_steps).get_concrete_function(tf.TensorSpec([], dtype))
        found += [graph(tf.constant(n, dtype)) for n in (1, 2, 6, 27)]
        ops += graph_def_ops(graph.graph.as_graph_def())
    return {"steps": found, "ops": ops}


def same_counts(seen, expected, what):
    """Fail unless these are integer scalars of the right values."""
    for one, other in zip(seen, expected, strict=True):
        assert is_int(one), f"{what} should be an integer scalar"
        assert int(one) == int(other), f"{what} are wrong"


@check("collatz_steps", points=0.6, hint="No step for 1; else count each halving and each 3n + 1 as one step.")
def test_collatz_eagerly(collatz):
    same_counts(collatz.seen["tensors"], collatz.expected["tensors"], "the steps")


@check("collatz_steps", points=0.2, hint="Python ints and either integer dtype are numbers too.")
def test_collatz_of_other_integers(collatz):
    same_counts(collatz.seen["others"], collatz.expected["others"], "the steps of a Python int or an int64")


@check("collatz_steps", points=0.6, hint="Some ways lead beyond 2,147,483,647 before they come down.")
def test_collatz_beyond_int32(big_collatz):
    same_counts(big_collatz.seen, big_collatz.expected, "the steps of a sequence beyond int32")


@check("collatz_steps", points=0.6, hint="A symbolic n has no value while tracing: the loop belongs into the graph.")
def test_collatz_in_a_graph(collatz_graph):
    same_counts(collatz_graph.seen["steps"], collatz_graph.expected["steps"], "the steps counted in a graph")
    escapes = [name for name in collatz_graph.seen["ops"] if "PyFunc" in name]
    assert not escapes, "the graph calls back into Python: the loop is not in the graph"


# running_sum


def weigh(sums):
    """A scalar loss in which each entry counts differently."""
    import tensorflow as tf

    return tf.reduce_sum(sums * tf.reshape(tf.cast(tf.range(1, tf.size(sums) + 1), tf.float32), tf.shape(sums)))


@observe
def sums(learner, series):
    """Running sums, eagerly: of every rank, of one entry, of arrays, lists and float64, and a gradient."""
    import tensorflow as tf

    array, variable = series["cube"].copy(), tf.Variable(series["matrix"])
    with tf.GradientTape() as tape:
        loss = weigh(learner.running_sum(variable))
    return {
        "ranks": [learner.running_sum(tf.constant(series[name])) for name in ("vector", "matrix", "cube")],
        "one": [learner.running_sum(tf.constant(series[name])) for name in ("one", "row")],
        "others": [
            learner.running_sum(series["matrix"].astype("float64")),
            learner.running_sum(series["vector"].tolist()),
            learner.running_sum(tf.constant(series["vector"], tf.float64)),
        ],
        "gradient": tape.gradient(loss, variable),
        "kept": [learner.running_sum(array), array, variable],
    }


@observe
def sums_in_a_graph(learner, series):
    """Running sums in a graph of unknown length, the gradient there, and the ops."""
    import tensorflow as tf

    from autograder.probes import graph_def_ops

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
    def both(xs):
        with tf.GradientTape() as tape:
            tape.watch(xs)
            found = learner.running_sum(xs)
            loss = weigh(found)
        return found, tape.gradient(loss, xs)

    return {
        "results": [both(tf.constant(series["matrix"][:size])) for size in (5, 1, 2)],
        "known": tf.function(learner.running_sum)(tf.constant(series["vector"])),
        "ops": graph_def_ops(both.get_concrete_function().graph.as_graph_def()),
    }


@check("running_sum", points=0.5, hint="Each entry is the one before plus the new one, along the first axis only.")
def test_running_sum_is_right(sums):
    assert_close(sums.seen["ranks"], sums.expected["ranks"], what="the running sums")
    for found in sums.seen["ranks"]:
        assert_dtype(found, "float32", what="the running sum")


@check("running_sum", points=0.2, hint="A series of a single entry has a running sum too.")
def test_running_sum_of_one_entry(sums):
    assert_close(sums.seen["one"], sums.expected["one"], what="the running sum of one entry")


@check("running_sum", points=0.2, hint="Lists, arrays and float64 become a float32 tensor first.")
def test_running_sum_of_other_numbers(sums):
    assert_close(sums.seen["others"], sums.expected["others"], what="the running sum of lists and float64")
    for found in sums.seen["others"]:
        assert_dtype(found, "float32", what="the running sum")
    assert_close(sums.seen["kept"], sums.expected["kept"], what="an array and a variable, after the call")


@check("running_sum", points=0.2, hint="Stay with TensorFlow's operations, and the gradient finds its way.")
def test_running_sum_has_a_gradient(sums):
    assert_close(sums.seen["gradient"], sums.expected["gradient"], what="the gradient of a running sum")


@check("running_sum", points=0.4, hint="The length is unknown while tracing: ask the graph for it.")
def test_running_sum_of_unknown_length(sums_in_a_graph):
    seen, expected = sums_in_a_graph.seen["results"], sums_in_a_graph.expected["results"]
    assert_close(seen, expected, what="the running sum in a graph, and its gradient")
    found = sums_in_a_graph.seen["known"]
    assert_close(found, sums_in_a_graph.expected["known"], what="the running sum in a graph of known length")


@check("running_sum", points=0.5, hint="By a loop of your own: this topic is about the loop.")
def test_running_sum_is_a_loop(sums_in_a_graph):
    found = set(sums_in_a_graph.seen["ops"])
    assert not [name for name in found if name.startswith("Cum")], "the graph holds a ready-made cumulative op"
    assert found & {"While", "StatelessWhile"}, "there is no loop in the graph"
    assert not [name for name in found if "PyFunc" in name], "the graph calls back into Python"


# Accumulator


@observe
def accumulators(learner):
    """Two accumulators, with the graphs that are traced along the way."""
    import tensorflow as tf
    from tensorflow.python.framework import func_graph

    traced, make = [0], func_graph.FuncGraph.__init__

    def counting(self, *arguments, **options):
        traced[0] += 1
        return make(self, *arguments, **options)

    def now(total):
        return total.numpy() if hasattr(total, "numpy") else total

    func_graph.FuncGraph.__init__ = counting
    try:
        first, second = learner.Accumulator(), learner.Accumulator()
        returned = [first(tf.constant([1.5, 2.0, -4.25]))]  # the first total lies below zero
        totals = [now(returned[0])]
        returned.append(first(tf.constant([1.0, 1.0, 1.0])))
        totals.append(now(returned[1]))
        started = traced[0]
        totals += [now(first(tf.fill([size], 0.5))) for size in (1, 4, 2, 7, 0, 30)]
        later = traced[0] - started
    finally:
        func_graph.FuncGraph.__init__ = make
    other = [now(second(tf.constant([10.0]))), now(second(tf.constant([-3.0, 1.0])))]
    return {
        "is a module": isinstance(first, tf.Module),
        "totals": totals,
        "afterwards": [now(total) for total in returned],
        "other": other,
        "back": now(first(tf.constant([0.25]))),
        "graphs": {"first": started, "later": later},
        "variables": [variable.numpy() for variable in first.variables],
    }


@check("Accumulator", points=0.3, hint="Add what x sums up to, and return what is there now.")
def test_accumulator_returns_the_total(accumulators):
    assert_close(accumulators.seen["totals"], accumulators.expected["totals"], what="the totals")
    for total in accumulators.seen["totals"]:
        if isinstance(total, np.ndarray):
            assert_dtype(total, "float32", what="the total")
    afterwards, expected = accumulators.seen["afterwards"], accumulators.expected["afterwards"]
    assert_close(afterwards, expected, what="the totals of earlier calls, looked at again after later ones,")


@check("Accumulator", points=0.3, hint="A tf.Module finds the variable when it is an attribute of self.")
def test_accumulator_has_one_variable(accumulators):
    assert accumulators.seen["is a module"], "an Accumulator should be a tf.Module"
    count = len(accumulators.seen["variables"])
    assert count == 1, f"the module has {count} variables"
    (value,) = accumulators.seen["variables"]
    assert np.size(value) == 1, "the variable should hold one number"
    assert_close(np.reshape(value, ()), accumulators.expected["variables"][0], what="the variable")


@check("Accumulator", points=0.3, hint="It should run as a graph, not operation by operation.")
def test_accumulator_runs_in_a_graph(accumulators):
    assert accumulators.seen["graphs"]["first"] > 0, "no graph was traced"


@check("Accumulator", points=0.3, hint="A new length is a new shape, unless the signature leaves it open.")
def test_accumulator_traces_once(accumulators):
    later = accumulators.seen["graphs"]["later"]
    assert later == 0, f"{later} graphs were traced for vectors of other lengths"


@check("Accumulator", points=0.3, hint="Each accumulator has a total of its own.")
def test_accumulators_are_independent(accumulators):
    seen, expected = accumulators.seen, accumulators.expected
    assert_close(seen["other"], expected["other"], what="the totals of a second accumulator")
    assert_close(seen["back"], expected["back"], what="the total of the first, afterwards")
