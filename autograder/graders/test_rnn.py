"""Hidden checks of topic 18: a recurrent step and loop by hand, counts, gradients through time, clipping, a classifier."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_shape,
    attempt,
    check,
    derive_seed,
    evaluate,
    export,
    generator,
    is_int,
    observe,
    trace,
)

NAMES = ("x", "h", "kernel", "recurrent", "bias")
LAYER_OPS = {"VarHandleOp", "AssignVariableOp", "ReadVariableOp"}  # the weights are arguments: only a layer has its own
READY_CLIPPING = {"L2Loss", "Minimum"}  # ops of tf.clip_by_global_norm, which also subtracts the norm from itself


# The cell


def weights(draw: np.random.Generator, features: int, units: int) -> list[np.ndarray]:
    """Kernel, recurrent weights (of spectral norm 0.9, so that roundings do not grow over long sequences) and bias."""
    recurrent = draw.normal(size=(units, units))
    recurrent *= 0.9 / np.linalg.norm(recurrent, 2)
    kernel, bias = draw.normal(size=(features, units)), 0.5 * draw.normal(size=units)
    return [array.astype("float32") for array in (kernel, recurrent, bias)]


@pytest.fixture(scope="module")
def cell_cases(run_seed: int) -> dict[str, list[np.ndarray]]:
    """name -> x, h, kernel, recurrent, bias."""
    draw = generator(run_seed, "cell")
    sizes = {
        "whole": (5, 4, 3),
        "one of each": (1, 1, 1),
        "batch of one": (1, 3, 2),
        "one unit": (4, 3, 1),
        "one feature": (3, 1, 4),
        "as many features as units": (3, 3, 3),
        "large": (4, 3, 2),
    }
    cases = {}
    for name, (n, features, units) in sizes.items():
        x, h = draw.normal(size=(n, features)), draw.uniform(-1, 1, size=(n, units))
        cases[name] = [x.astype("float32"), h.astype("float32"), *weights(draw, features, units)]
    x, h, kernel, recurrent, bias = cases["large"]
    # Where a sum is neither large nor small, tanh's slope depends on how it is written. Of a short column all sums are small.
    while np.abs(x @ kernel + h @ recurrent + bias).min() < 100:
        x[:], kernel[:] = draw.normal(size=x.shape), 1000 * draw.normal(size=kernel.shape)
    return cases


@pytest.fixture(scope="module")
def cell_loss(run_seed: int) -> np.ndarray:
    """Weights of a scalar loss over the new states of `whole`."""
    return generator(run_seed, "cell loss").normal(size=(5, 3)).astype("float32")


@observe
def cell_steps(learner, cell_cases):
    import tensorflow as tf

    found = {}
    for name, arguments in cell_cases.items():
        h = learner.rnn_cell(*map(tf.constant, arguments))
        found[name] = {"h": h, "tensor": bool(tf.is_tensor(h))}
    return found


@observe
def cell_precisions(learner, cell_cases):
    import tensorflow as tf

    arguments = cell_cases["whole"]
    return {
        "NumPy arrays": learner.rnn_cell(*arguments),
        "nested lists": learner.rnn_cell(*[array.tolist() for array in arguments]),
        "float64 tensors": learner.rnn_cell(*[tf.constant(array, tf.float64) for array in arguments]),
        "float64 arrays": learner.rnn_cell(*[array.astype("float64") for array in arguments]),
        "float16 tensors": learner.rnn_cell(*[tf.constant(array.astype("float16")) for array in arguments]),
        "variables": learner.rnn_cell(*map(tf.Variable, arguments)),
    }


@observe
def cell_keywords(learner, cell_cases):
    arguments = [array.copy() for array in cell_cases["whole"]]
    found = learner.rnn_cell(
        x=arguments[0], h=arguments[1], kernel=arguments[2], recurrent=arguments[3], bias=arguments[4]
    )
    return {"result": found, "arguments": arguments}


@observe
def cell_gradients(learner, cell_cases, cell_loss):
    import tensorflow as tf

    found = {}
    for name in ("whole", "zero", "large"):
        arguments = [tf.constant(array) for array in cell_cases["large" if name == "large" else "whole"]]
        if name == "zero":  # the two matrices stay
            arguments = [value if place in (2, 3) else tf.zeros_like(value) for place, value in enumerate(arguments)]
        with tf.GradientTape() as tape:
            tape.watch(arguments)
            h = learner.rnn_cell(*arguments)
            loss = tf.reduce_sum(h if name == "large" else h * cell_loss)
        found[name] = tape.gradient(loss, arguments)
    return found


@observe
def cell_traced(learner, cell_cases):
    import tensorflow as tf

    learner.rnn_cell(*cell_cases["whole"])  # a stub says so outside of a trace
    specs = [tf.TensorSpec(array.shape, array.dtype) for array in cell_cases["whole"]]
    return {"graph": export(learner.rnn_cell, *specs)}


@evaluate
def cell_graph(cell_traced, cell_cases):
    return {"h": cell_traced["graph"](*cell_cases["whole"]), "ops": cell_traced["graph"].op_types()}


@check("rnn_cell", points=0.5, hint="Two matrix products and the bias, added up; then one tanh over the sum.")
def test_cell_step(cell_steps):
    for name in ("whole", "as many features as units"):
        assert_close(cell_steps.seen[name]["h"], cell_steps.expected[name]["h"], what="the new state")


@check("rnn_cell", points=0.1, hint="One example, one feature or one unit: the result still has two axes.")
def test_cell_small_sizes(cell_steps):
    for name in ("one of each", "batch of one", "one unit", "one feature"):
        assert_close(cell_steps.seen[name]["h"], cell_steps.expected[name]["h"], what=f"the new state ({name})")


@check("rnn_cell", points=0.1, hint="However large the sum, its tanh lies between -1 and 1 and is never NaN.")
def test_cell_saturates(cell_steps):
    assert_close(cell_steps.seen["large"]["h"], cell_steps.expected["large"]["h"], atol=1e-4, what="a saturated state")


@check("rnn_cell", points=0.1, hint="The result is one float32 tensor of shape (n, units).")
def test_cell_returns_a_tensor(cell_steps, cell_cases):
    for name, case in cell_steps.seen.items():
        assert case["tensor"], "the new state should be a tensor"
        assert_dtype(case["h"], "float32", what="the new state")
        assert_shape(case["h"], cell_cases[name][1].shape, what="the new state")


@check(
    "rnn_cell", points=0.2, hint="Lists, arrays and other precisions may come in: cast all five arguments to float32."
)
def test_cell_takes_lists_and_other_precisions(cell_precisions):
    for name, expected in cell_precisions.expected.items():
        seen = cell_precisions.seen[name]
        assert_close(seen, expected, what=f"the new state from {name}")
        assert_dtype(seen, "float32", what=f"the new state from {name}")


@check(
    "rnn_cell",
    points=0.1,
    hint="It can be called by the names x, h, kernel, recurrent, bias, and leaves the caller's arrays as they were.",
)
def test_cell_leaves_arguments_alone(cell_keywords, cell_cases):
    assert_close(cell_keywords.seen["result"], cell_keywords.expected["result"], what="the state, called by keywords")
    for before, after in zip(cell_cases["whole"], cell_keywords.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


@check(
    "rnn_cell",
    points=0.2,
    hint="From the arguments to the new state, use operations that TensorFlow can differentiate.",
)
def test_cell_gradients(cell_gradients):
    for case, where in (("whole", ""), ("zero", " at zero"), ("large", " at large sums")):
        for name, seen, expected in zip(NAMES, cell_gradients.seen[case], cell_gradients.expected[case], strict=True):
            assert_close(seen, expected, atol=1e-4, what=f"the gradient{where} for {name}")


@check("rnn_cell", points=0.15, hint="Inside tf.function there are no values yet: no .numpy(), no NumPy.")
def test_cell_in_a_graph(cell_graph):
    assert_close(cell_graph.seen["h"], cell_graph.expected["h"], what="the new state inside tf.function")


@check(
    "rnn_cell",
    points=0.05,
    hint="The weights are handed in. A ready-made layer, with weights of its own, is no answer.",
)
def test_cell_by_hand(cell_graph):
    assert not set(cell_graph.seen["ops"]) & LAYER_OPS, "a layer with weights of its own runs"


# The loop


@pytest.fixture(scope="module")
def sequences(run_seed: int) -> dict[str, list[np.ndarray]]:
    """name -> xs, h0, kernel, recurrent, bias: no two axes of `plain` are equally long, no start is zero."""
    draw = generator(run_seed, "sequences")
    sizes = {
        "plain": (3, 5, 4, 2),
        "one of everything": (1, 1, 1, 1),
        "one sequence": (1, 6, 2, 3),
        "one step": (4, 1, 3, 2),
        "one feature": (2, 4, 1, 5),
        "one unit": (3, 4, 2, 1),
        "as many steps as sequences": (4, 4, 4, 4),
        "long": (2, 70, 2, 3),
    }
    return {name: sequence(draw, *size) for name, size in sizes.items()}


def sequence(draw: np.random.Generator, n: int, time: int, features: int, units: int) -> list[np.ndarray]:
    xs, h0 = 0.6 * draw.normal(size=(n, time, features)), draw.uniform(-1, 1, size=(n, units))
    return [xs.astype("float32"), h0.astype("float32"), *weights(draw, features, units)]


@pytest.fixture(scope="module")
def open_sequences(run_seed: int, sequences: dict[str, list[np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Sequences and starts of other sizes for the weights of `plain`."""
    draw = generator(run_seed, "open sequences")
    return [tuple(sequence(draw, n, time, 4, 2)[:2]) for n, time in ((3, 5), (1, 1), (2, 1), (1, 9), (5, 40))]


@pytest.fixture(scope="module")
def rnn_loss(run_seed: int) -> np.ndarray:
    """Weights of a scalar loss over all states of `plain`."""
    return generator(run_seed, "rnn loss").normal(size=(3, 5, 2)).astype("float32")


@observe
def last_states(learner, sequences):
    import tensorflow as tf

    found = {name: learner.rnn(*map(tf.constant, arguments)) for name, arguments in sequences.items()}
    tensors = all(tf.is_tensor(value) for value in found.values())
    plain = list(map(tf.constant, sequences["plain"]))
    return {
        "states": found,
        "tensors": bool(tensors),
        "asked": [learner.rnn(*plain, False), learner.rnn(*plain, return_sequences=False)],
    }


@observe
def all_states(learner, sequences):
    import tensorflow as tf

    found = {name: learner.rnn(*map(tf.constant, arguments), True) for name, arguments in sequences.items()}
    tensors = all(tf.is_tensor(value) for value in found.values())
    return {"states": found, "tensors": bool(tensors)}


@observe
def rnn_precisions(learner, sequences):
    import tensorflow as tf

    arguments = sequences["plain"]
    forms = {
        "NumPy arrays": arguments,
        "nested lists": [array.tolist() for array in arguments],
        "float64 tensors": [tf.constant(array, tf.float64) for array in arguments],
        "float64 arrays": [array.astype("float64") for array in arguments],
        "float16 arrays": [array.astype("float16") for array in arguments],
        "weights that are variables": [*map(tf.constant, arguments[:2]), *map(tf.Variable, arguments[2:])],
    }
    return {name: [learner.rnn(*given), learner.rnn(*given, return_sequences=True)] for name, given in forms.items()}


@observe
def rnn_keywords(learner, sequences):
    xs, h0, kernel, recurrent, bias = (array.copy() for array in sequences["plain"])
    found = learner.rnn(xs=xs, h0=h0, kernel=kernel, recurrent=recurrent, bias=bias, return_sequences=True)
    return {"result": found, "arguments": [xs, h0, kernel, recurrent, bias]}


@observe
def rnn_gradients(learner, sequences, rnn_loss):
    import tensorflow as tf

    found = {}
    for name in ("last", "all", "zero"):
        arguments = [tf.constant(array) for array in sequences["plain"]]
        if name == "zero":  # the two matrices stay
            arguments = [value if place in (2, 3) else tf.zeros_like(value) for place, value in enumerate(arguments)]
        with tf.GradientTape() as tape:
            tape.watch(arguments)
            states = learner.rnn(*arguments, return_sequences=name == "all")
            loss = tf.reduce_sum(states * (rnn_loss if name == "all" else rnn_loss[:, 0]))
        found[name] = tape.gradient(loss, arguments)
    return found


@observe
def rnn_traced(learner, sequences):
    """Both forms, traced with nothing known but the number of features and units."""
    import tensorflow as tf

    arguments = sequences["plain"]
    learner.rnn(*arguments)
    specs = [tf.TensorSpec((None, None, 4)), tf.TensorSpec((None, 2))]
    specs += [tf.TensorSpec(array.shape) for array in arguments[2:]]
    return {"last": export(learner.rnn, *specs), "all": export(learner.rnn, *specs, return_sequences=True)}


@evaluate
def rnn_graph(rnn_traced, sequences, open_sequences):
    weights = sequences["plain"][2:]
    found: dict[str, Any] = {
        form: [rnn_traced[form](xs, h0, *weights) for xs, h0 in open_sequences] for form in ("last", "all")
    }
    return {**found, "ops": rnn_traced["last"].op_types()}


@observe
def rnn_traced_known(learner, sequences):
    """The last state, and the gradients that come all the way back from it: eagerly, and traced with every size known."""
    import tensorflow as tf

    def run(xs, h0, kernel, recurrent, bias):
        with tf.GradientTape() as tape:
            tape.watch([h0, recurrent])
            state = learner.rnn(xs, h0, kernel, recurrent, bias)
            total = tf.reduce_sum(state)
        return state, tape.gradient(total, [h0, recurrent])

    arguments = list(map(tf.constant, sequences["plain"]))
    _, eager = run(*arguments)
    known = trace(run, [tf.TensorSpec(array.shape, array.dtype) for array in sequences["plain"]])
    state, graph = known(*arguments)
    return {"state": state, "eager": list(eager), "graph": list(graph)}


@check(
    "rnn", points=0.5, hint="Carry the state from step to step, beginning with h0, and return what the last step gives."
)
def test_rnn_last_state(last_states):
    for name in ("plain", "as many steps as sequences", "long"):
        assert_close(last_states.seen["states"][name], last_states.expected["states"][name], what="the last state")


@check("rnn", points=0.5, hint="One state per step, the one after the first step first, with time as the second axis.")
def test_rnn_all_states(all_states):
    for name in ("plain", "as many steps as sequences", "long"):
        assert_close(all_states.seen["states"][name], all_states.expected["states"][name], what="the states")


@check("rnn", points=0.2, hint="A single sequence, step, feature or unit keeps its axis.")
def test_rnn_small_sizes(last_states, all_states):
    for name in ("one of everything", "one sequence", "one step", "one feature", "one unit"):
        seen, expected = last_states.seen["states"][name], last_states.expected["states"][name]
        assert_close(seen, expected, what=f"the last state ({name})")
        seen, expected = all_states.seen["states"][name], all_states.expected["states"][name]
        assert_close(seen, expected, what=f"all states ({name})")


@check("rnn", points=0.1, hint="Without return_sequences, or with False, only the last state is returned.")
def test_rnn_returns_the_last_by_default(last_states):
    expected = last_states.expected["states"]["plain"]
    assert_shape(last_states.seen["states"]["plain"], expected.shape, what="what rnn returns by default")
    assert_close(last_states.seen["asked"], [expected, expected], what="what rnn returns with return_sequences=False")


@check("rnn", points=0.1, hint="Stack what the steps gave: the result is one float32 tensor.")
def test_rnn_returns_tensors(last_states, all_states):
    for seen in (last_states.seen, all_states.seen):
        assert seen["tensors"], "rnn should return a tensor"
        for states in seen["states"].values():
            assert_dtype(states, "float32", what="what rnn returns")


@check("rnn", points=0.2, hint="The sequences and the start may be lists, arrays or float64: cast before the loop.")
def test_rnn_takes_lists_and_other_precisions(rnn_precisions):
    for name, expected in rnn_precisions.expected.items():
        seen = rnn_precisions.seen[name]
        assert_close(seen, expected, what=f"the states from {name}")
        for states in seen:
            assert_dtype(states, "float32", what=f"the states from {name}")


@check(
    "rnn",
    points=0.1,
    hint="The call by the names xs, h0, kernel, recurrent, bias, return_sequences works; no array of the caller changes.",
)
def test_rnn_leaves_arguments_alone(rnn_keywords, sequences):
    assert_close(rnn_keywords.seen["result"], rnn_keywords.expected["result"], what="the states, called by keywords")
    for before, after in zip(sequences["plain"], rnn_keywords.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


@check(
    "rnn",
    points=0.25,
    hint="The gradient must find its way back through every step: no .numpy(), no layer's own weights.",
)
def test_rnn_gradients(rnn_gradients):
    for case in ("last", "all", "zero"):
        seen, expected = rnn_gradients.seen[case], rnn_gradients.expected[case]
        for name, one, other in zip(("xs", "h0", *NAMES[2:]), seen, expected, strict=True):
            assert_close(one, other, what=f"the gradient of the {case} state{'s' * (case == 'all')} for {name}")


@check(
    "rnn",
    points=0.1,
    hint="Inside tf.function, with shapes that are known: tensors in, tensors out, and the way back for the gradient.",
)
def test_rnn_in_a_graph(rnn_traced_known):
    seen, expected = rnn_traced_known.seen, rnn_traced_known.expected
    assert_close(seen["state"], expected["state"], what="the last state inside tf.function")
    for name, one, other in zip(("h0", "recurrent"), seen["graph"], seen["eager"], strict=True):
        if other is not None:  # gradients that are wrong in both are another check's
            assert_close(one, other, what=f"the gradient inside tf.function for {name}")


@check(
    "rnn",
    points=0.4,
    hint="In a graph the length may be None: Python cannot count to it, but tf.shape, tf.scan and tf.range can.",
)
def test_rnn_of_unknown_length_in_a_graph(rnn_graph):
    for form, what in (("last", "the last state"), ("all", "the states")):
        assert_close(rnn_graph.seen[form], rnn_graph.expected[form], what=f"{what} in a graph of unknown length")


@check("rnn", points=0.05, hint="Loop over your own step with the weights handed in, instead of asking Keras' layer.")
def test_rnn_by_hand(rnn_graph):
    assert not set(rnn_graph.seen["ops"]) & LAYER_OPS, "a layer with weights of its own runs"


# Parameter counts


@pytest.fixture(scope="module")
def layer_sizes(run_seed: int) -> list[tuple[int, int]]:
    drawn = generator(run_seed, "layer sizes").integers(2, 200, size=(4, 2))
    return [(1, 1), (8, 24), (7, 1), (1, 9), *((int(n_in), int(units)) for n_in, units in drawn)]


@observe
def counts(learner, layer_sizes):
    found = [learner.simple_rnn_params(n_in, units) for n_in, units in layer_sizes]
    return [*found, learner.simple_rnn_params(n_in=5, units=2)]


@check("simple_rnn_params", points=0.7, hint="Each unit has a weight per input, a weight per unit, and one bias.")
def test_counts(counts):
    assert isinstance(counts.seen, list), "the counts should be numbers"
    for seen, expected in zip(counts.seen, counts.expected, strict=True):
        is_number = isinstance(seen, int | float | np.ndarray) and np.shape(seen) == () and not isinstance(seen, bool)
        assert is_number and np.asarray(seen).dtype.kind in "iuf", "a count should be one number"
        assert float(seen) == expected, "the count is wrong for some sizes"


@check("simple_rnn_params", points=0.3, hint="A count is an integer: mind divisions and floats.")
def test_counts_are_integers(counts):
    for count in counts.seen:
        assert is_int(count), "a count is not an integer"


# Gradients through time


@pytest.fixture(scope="module")
def matrices(run_seed: int) -> dict[str, tuple[np.ndarray, int]]:
    """name -> matrix and number of steps."""
    draw = generator(run_seed, "matrices")

    def turning(units: int) -> np.ndarray:
        return np.linalg.qr(draw.normal(size=(units, units)))[0]

    any_matrix = draw.normal(size=(4, 4))
    cases = {  # few steps: a Jacobian by tf.GradientTape.jacobian costs 0.1 s
        "shrinking": (0.7 * turning(4), 5),
        "growing": (1.4 * turning(3), 4),
        "any": (any_matrix / np.abs(np.linalg.eigvals(any_matrix)).max(), 3),
        "shear": (np.array([[0.5, 3.0], [0.0, 0.6]]), 3),
        "one unit": (np.array([[-0.8]]), 1),
    }
    return {name: (matrix.astype("float32"), steps) for name, (matrix, steps) in cases.items()}


@pytest.fixture(scope="module")
def start_seed(run_seed: int) -> int:
    return derive_seed(run_seed, "start")


@observe
def norms(learner, matrices, start_seed):
    import tensorflow as tf

    return {
        name: learner.gradient_norms(tf.constant(matrix), steps, start_seed)
        for name, (matrix, steps) in matrices.items()
    }


@observe
def norms_of_zeros(learner):
    import tensorflow as tf

    return learner.gradient_norms(tf.zeros((2, 2)), 2, 5)


@observe
def norms_of_others(learner, matrices):
    """Lists, arrays and other precisions; small seeds; keywords."""
    import tensorflow as tf

    matrix, _ = matrices["any"]
    given = matrix.copy()
    return {
        "forms": {
            "a NumPy array": learner.gradient_norms(given, 2, 0),
            "nested lists": learner.gradient_norms(matrix.tolist(), 2, 1),
            "a float64 tensor": learner.gradient_norms(recurrent=tf.constant(matrix, tf.float64), steps=2, seed=3),
        },
        "given": given,
    }


def as_numbers(seen: Any, steps: int) -> np.ndarray:
    """The entries of a list of numbers; a vector will do here."""
    entries = list(seen) if isinstance(seen, np.ndarray) and seen.ndim == 1 else seen
    assert isinstance(entries, list | tuple), "gradient_norms should return a list of floats"
    assert len(entries) == steps, f"{steps} steps gave {len(entries)} norms"
    numbers = [np.asarray(entry) for entry in entries]
    for number in numbers:
        assert number.shape == () and number.dtype.kind in "fiu", "every norm should be one number"
    return np.array([float(number) for number in numbers])


def assert_norms(seen: Any, expected: list[float], what: str) -> None:
    """Compare by ratio: a norm of 1e-4 counts as much as one of 1e4."""
    found = as_numbers(seen, len(expected))
    assert_close(found, np.array(expected), atol=1e-12, rtol=2e-3, what=what)


@check("gradient_norms", points=0.5, hint="The first norm is that of the last step alone: the recurrent matrix itself.")
def test_norms_of_one_step(norms, matrices):
    for name, (_, steps) in matrices.items():
        first = as_numbers(norms.seen[name], steps)[0]
        assert_close(first, norms.expected[name][0], rtol=2e-3, atol=0, what="the first norm")


@check(
    "gradient_norms",
    points=0.5,
    hint="From the last state but one back to the start: every step back is one entry more.",
)
def test_norms_run_back_in_time(norms):
    for name in ("shrinking", "growing"):
        assert_norms(norms.seen[name], norms.expected[name], "the list of norms")


@check("gradient_norms", points=0.5, hint="The norm of the whole Jacobian matrix, not of the gradient of a sum.")
def test_norms_of_any_matrix(norms):
    for name in ("any", "shear", "one unit"):
        assert_norms(norms.seen[name], norms.expected[name], "the list of norms")


@check("gradient_norms", points=0.1, hint="Where the gradient has vanished entirely, its norm is 0: no NaN, no None.")
def test_norms_of_zeros(norms_of_zeros):
    assert_norms(norms_of_zeros.seen, norms_of_zeros.expected, "the norms for a matrix of zeros")


@check("gradient_norms", points=0.1, hint="What comes back is a list with one floating-point number for each step.")
def test_norms_are_floats(norms):
    for seen in norms.seen.values():
        assert isinstance(seen, list | tuple) and seen, "gradient_norms should return a list of floats"
        assert all(np.asarray(entry).dtype.kind == "f" for entry in seen), "the norms should be floats"


@check(
    "gradient_norms",
    points=0.3,
    hint="Cast the matrix to float32 first, and let any int be a seed; no start changes the norms.",
)
def test_norms_of_lists_and_other_precisions(norms_of_others, matrices):
    for name, expected in norms_of_others.expected["forms"].items():
        assert_norms(norms_of_others.seen["forms"][name], expected, f"the list of norms for {name}")
    assert np.array_equal(norms_of_others.seen["given"], matrices["any"][0]), "the array that was passed in has changed"


# Clipping


@pytest.fixture(scope="module")
def gradients(run_seed: int) -> dict[str, Any]:
    """Gradients of several ranks (one of them None), limits below and above their norm, and a loss over them."""
    draw = generator(run_seed, "gradients")
    shapes = [(3, 4), (4,), (), (2, 2, 1, 3), (1, 1)]
    arrays = [np.asarray(draw.normal(size=shape), "float32") for shape in shapes]
    norm = float(np.sqrt(sum(np.sum(np.square(array, dtype="float64")) for array in arrays)))
    return {
        "arrays": arrays,
        "tight": norm * float(draw.uniform(0.1, 0.5)),
        "just below": 0.98 * norm,
        "just above": 1.02 * norm,
        "wide": norm * float(draw.uniform(3, 9)),
        "loss": [np.asarray(draw.normal(size=shape), "float32") for shape in shapes],
    }


def with_none(tensors: list[Any]) -> list[Any]:
    """None at both ends and twice within."""
    return [None, *tensors[:2], None, None, *tensors[2:], None]


@observe
def clipped(learner, gradients):
    import tensorflow as tf

    found = {}
    for limit in ("tight", "just below", "just above", "wide"):
        tensors = [tf.constant(array) for array in gradients["arrays"]]
        values, norm = learner.clip_by_global_norm(tensors, gradients[limit])
        found[limit] = {"clipped": values, "norm": norm, "count": len(tensors)}
    return found


@observe
def clipped_with_none(learner, gradients):
    import tensorflow as tf

    given = with_none([tf.constant(array) for array in gradients["arrays"]])
    found = {}
    for limit in ("tight", "wide"):
        values, norm = learner.clip_by_global_norm(given, gradients[limit])
        found[limit] = {"clipped": values, "norm": norm}
    return {**found, "given": given}


@observe
def clipped_special(learner):
    """Gradients that are all zero, one gradient, a norm that is the limit itself, many small gradients."""
    import tensorflow as tf

    triangle = [tf.constant([3.0, 0.0]), tf.constant(-4.0)]
    many = [tf.fill((2,), 0.3) for _ in range(50)]
    cases = {
        "zeros": ([tf.zeros((2, 3)), tf.zeros(())], 1.5),
        "one": ([tf.constant([[6.0, -8.0]])], 2.0),
        "one number": ([tf.constant(-3.0)], 2.0),
        "the limit": (triangle, 5.0),
        "many": (many, 1.0),
        "small": ([tf.constant([0.03, 0.04])], 0.01),
    }
    return {name: tuple(learner.clip_by_global_norm(*case)) for name, case in cases.items()}


@observe
def clipped_precisions(learner, gradients):
    import tensorflow as tf

    arrays = gradients["arrays"]
    forms = {
        "NumPy arrays": [array.copy() for array in arrays],
        "float64 tensors": [tf.constant(array, tf.float64) for array in arrays],
        "float64 arrays": [array.astype("float64") for array in arrays],
        "float16 arrays": [array.astype("float16") for array in arrays],
    }
    found = {
        name: [tuple(learner.clip_by_global_norm(given, gradients[limit])) for limit in ("tight", "wide")]
        for name, given in forms.items()
    }
    keywords = learner.clip_by_global_norm(gradients=forms["NumPy arrays"], max_norm=gradients["tight"])
    return {"forms": {**found, "a call by keywords": [tuple(keywords)]}, "given": forms["NumPy arrays"]}


@observe
def clipping_gradients(learner, gradients):
    import tensorflow as tf

    found = {}
    for limit in ("tight", "wide"):
        tensors = [tf.constant(array) for array in gradients["arrays"]]
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            values, norm = learner.clip_by_global_norm(tensors, gradients[limit])
            loss = norm + tf.add_n([tf.reduce_sum(a * b) for a, b in zip(values, gradients["loss"], strict=True)])
        found[limit] = tape.gradient(loss, tensors)
    return found


@observe
def clipping_traced(learner, gradients):
    import tensorflow as tf

    learner.clip_by_global_norm([tf.constant(array) for array in gradients["arrays"]], gradients["tight"])
    specs = [tf.TensorSpec(array.shape) for array in gradients["arrays"]]
    return {"graph": export(learner.clip_by_global_norm, specs, max_norm=gradients["just below"])}


@evaluate
def clipping_graph(clipping_traced, gradients):
    from autograder.probes import graph_def_nodes

    graph = clipping_traced["graph"]
    arrays = gradients["arrays"]
    nodes = graph_def_nodes(graph.graph_def)
    return {
        "tight": graph(arrays),
        "wide": graph([0.5 * array for array in arrays]),
        "ops": graph.op_types(),
        "less itself": any(node.op == "Sub" and node.input[0] == node.input[1] for node in nodes),
    }


def assert_clipped(seen: Any, expected: Any, where: str) -> None:
    """The same gradients and the same norm."""
    assert isinstance(seen, list | tuple) and len(seen) == 2, "the result should be the pair (clipped, norm)"
    for name, one, other in zip(("the clipped gradients", "the norm"), seen, expected, strict=True):
        assert_close(one, other, what=f"{name} {where}")


@check("clip_by_global_norm", points=0.3, hint="One factor for all gradients, from the norm of all of them together.")
def test_clips_together(clipped, clipped_special):
    for limit in ("tight", "just below"):
        seen, expected = clipped.seen[limit]["clipped"], clipped.expected[limit]["clipped"]
        assert_close(seen, expected, what="the clipped gradients")
    for name in ("one", "one number", "many", "small"):
        seen, expected = clipped_special.seen[name][0], clipped_special.expected[name][0]
        assert_close(seen, expected, atol=1e-9, what="the clipped gradients")


@check(
    "clip_by_global_norm",
    points=0.25,
    hint="Short gradients are not made longer: what factor leaves a tensor as it is?",
)
def test_clips_nothing_below(clipped, clipped_special, gradients):
    for limit in ("just above", "wide"):
        seen = clipped.seen[limit]["clipped"]
        assert_close(seen, gradients["arrays"], atol=0, rtol=1e-6, what="gradients whose norm is below the limit")
    seen, expected = clipped_special.seen["the limit"][0], clipped_special.expected["the limit"][0]
    assert_close(seen, expected, atol=0, rtol=1e-6, what="gradients whose norm is just the limit")


@check(
    "clip_by_global_norm", points=0.2, hint="The norm of what came in: the root of one sum of squares over all tensors."
)
def test_clip_returns_the_norm(clipped, clipped_special):
    for limit, expected in clipped.expected.items():
        assert_close(clipped.seen[limit]["norm"], expected["norm"], what="the global norm")
    for name, (_, expected) in clipped_special.expected.items():
        assert_close(clipped_special.seen[name][1], expected, atol=1e-9, what="the global norm")


@check(
    "clip_by_global_norm",
    points=0.2,
    hint="A None counts for nothing, and stays where it was: the order pairs gradients and variables.",
)
def test_clip_keeps_none(clipped_with_none):
    for limit in ("tight", "wide"):
        seen, expected = clipped_with_none.seen[limit], clipped_with_none.expected[limit]
        assert_close(seen["clipped"], expected["clipped"], what="the gradients with None among them")
        assert_close(seen["norm"], expected["norm"], what="the global norm with None among the gradients")


@check(
    "clip_by_global_norm", points=0.1, hint="Gradients that are all 0 have the norm 0: dividing by it would give NaN."
)
def test_clip_of_zeros(clipped_special):
    assert_clipped(clipped_special.seen["zeros"], clipped_special.expected["zeros"], "where all of them are zero")


@check("clip_by_global_norm", points=0.1, hint="Cast every gradient to float32: arrays and float64 may come in.")
def test_clip_takes_lists_and_other_precisions(clipped_precisions):
    for name, expected in clipped_precisions.expected["forms"].items():
        for seen, other in zip(clipped_precisions.seen["forms"][name], expected, strict=True):
            assert_clipped(seen, other, f"from {name}")
            tensors, norm = seen
            assert_dtype(norm, "float32", what=f"the norm from {name}")
            for tensor in tensors:
                assert_dtype(tensor, "float32", what=f"a clipped gradient from {name}")


@check(
    "clip_by_global_norm", points=0.1, hint="Return a new list of new tensors; the list that came in stays as it was."
)
def test_clip_leaves_arguments_alone(clipped_with_none, clipped_precisions, gradients):
    given = with_none(gradients["arrays"])
    assert_close(clipped_with_none.seen["given"], given, atol=0, rtol=0, what="the list that was passed in")
    assert_close(clipped_precisions.seen["given"], gradients["arrays"], atol=0, rtol=0, what="an array passed in")


@check(
    "clip_by_global_norm",
    points=0.1,
    hint="The norm depends on the gradients too: do not take it out of the tape's sight.",
)
def test_clip_gradients(clipping_gradients):
    for limit in ("tight", "wide"):
        seen, expected = clipping_gradients.seen[limit], clipping_gradients.expected[limit]
        assert_close(seen, expected, what="the gradients through the clipping")


@check(
    "clip_by_global_norm", points=0.1, hint="Training steps run inside tf.function: the norm is no Python number there."
)
def test_clip_in_a_graph(clipping_graph):
    for case in ("tight", "wide"):
        assert_clipped(clipping_graph.seen[case], clipping_graph.expected[case], "inside tf.function")


@check("clip_by_global_norm", points=0.05, hint="TensorFlow has a function of this name. Here you write it yourself.")
def test_clip_by_hand(clipping_graph):
    ready = clipping_graph.seen["less itself"] and set(clipping_graph.seen["ops"]) >= READY_CLIPPING
    assert not ready, "the ready-made clipping runs"


# The classifier


@pytest.fixture(scope="module")
def sizes(run_seed: int) -> dict[str, int]:
    """Sizes that give every weight another shape."""
    draw = generator(run_seed, "sizes")
    return {"n_features": int(draw.integers(3, 5)), "units": int(draw.integers(6, 9)), "n_classes": 5}


@pytest.fixture(scope="module")
def classified(run_seed: int, sizes: dict[str, int]) -> dict[str, list[np.ndarray]]:
    """Sequences of 1, 4 and 11 steps; and the same with steps that are all zero, at the end, within and throughout."""
    draw = generator(run_seed, "classified")
    plain = [draw.normal(size=(4, time, sizes["n_features"])).astype("float32") for time in (1, 4, 11)]
    gaps = [xs.copy() for xs in plain[1:]]
    for xs in gaps:
        xs[0, -2:] = 0.0
        xs[1, 1] = 0.0
        xs[2] = 0.0
    return {"plain": plain, "gaps": gaps}


@pytest.fixture(scope="module")
def secret_weights(run_seed: int, sizes: dict[str, int]) -> dict[str, np.ndarray]:
    """Values for every weight, by its shape."""
    draw = generator(run_seed, "weights")
    features, units, classes = sizes.values()
    shapes = [(features, units), (units, units), (units,), (units, classes), (classes,)]
    return {str(shape): (0.7 * draw.normal(size=shape)).astype("float32") for shape in shapes}


@observe
def classifier(learner, sizes):
    import tensorflow as tf

    model = learner.sequence_classifier(*sizes.values())
    built = bool(getattr(model, "built", False)) and len(model.weights) > 0
    compiled = bool(getattr(model, "compiled", False))
    spec = tf.TensorSpec((None, None, sizes["n_features"]))
    return {"built": built, "compiled": compiled, "model": export(model, spec)}


@observe
def classifier_calls(learner, sizes, classified):
    """The live model on sequences of several lengths, in both modes."""
    import tensorflow as tf

    model = learner.sequence_classifier(*sizes.values())
    tensors = [tf.constant(xs) for xs in classified["plain"]]
    symbolic = getattr(model, "inputs", None) or []  # a subclassed model has none: there the calls decide
    return {
        "inputs": [list(tensor.shape) for tensor in symbolic],
        "inference": [attempt(model, xs, training=False) for xs in tensors],
        "training": [attempt(model, xs, training=True) for xs in tensors],
    }


@observe
def classifier_keywords(learner):
    models = [learner.sequence_classifier(n_features=2, units=4, n_classes=classes) for classes in (3, 2)]
    return [sorted(str(tuple(weight.shape)) for weight in model.weights) for model in models]


@evaluate
def classifier_judged(classifier, classified, secret_weights):
    model = classifier["model"]
    known = model.with_weights(lambda _, row: secret_weights.get(str(row["shape"]), row["value"]))
    return {
        "params": model.count_params(),
        "trainable": model.trainable_params(),
        "shapes": sorted(str(row["shape"]) for row in model.weights if row["used"] and row["tracked"]),
        "untracked": model.untracked(),
        "probabilities": {name: [known(xs) for xs in inputs] for name, inputs in classified.items()},
        "gpu_problems": model.gpu_problems(),
        "devices": model.pinned_devices(),
    }


@check(
    "sequence_classifier",
    points=0.3,
    hint="A recurrent layer and a dense one, sized by the three arguments: no more, no less.",
)
def test_classifier_parameters(classifier_judged, classifier_keywords):
    seen, expected = classifier_judged.seen, classifier_judged.expected
    assert seen["params"] == expected["params"], "the model has another number of parameters"
    assert seen["shapes"] == expected["shapes"], "the weights have other shapes"
    assert classifier_keywords.seen == classifier_keywords.expected, "the weights have other shapes at other sizes"


@check(
    "sequence_classifier",
    points=0.3,
    hint="The last state goes through one softmax layer; the recurrent layer keeps Keras' default activation.",
)
def test_classifier_probabilities(classifier_judged):
    seen, expected = (found["probabilities"]["plain"] for found in (classifier_judged.seen, classifier_judged.expected))
    for one, other in zip(seen, expected, strict=True):
        assert_close(one, other, what="the probabilities (with weights of ours)")
        assert_dtype(one, "float32", what="the probabilities")


@check("sequence_classifier", points=0.2, hint="A step of zeros is an input like any other here: nothing is masked.")
def test_classifier_masks_nothing(classifier_judged):
    seen, expected = (found["probabilities"]["gaps"] for found in (classifier_judged.seen, classifier_judged.expected))
    assert_close(seen, expected, what="the probabilities for sequences with steps of zeros")


@check("sequence_classifier", points=0.2, hint="Leave the time axis of the input open; the batch axis is open anyway.")
def test_classifier_takes_any_length(classifier_calls, classified):
    for shape in classifier_calls.seen["inputs"]:
        assert len(shape) == 3 and shape[1] is None, "the time axis of the model's input is not open"
    for xs, seen, expected in zip(
        classified["plain"], classifier_calls.seen["inference"], classifier_calls.expected["inference"], strict=True
    ):
        assert isinstance(seen, dict) and "value" in seen, f"the model refuses sequences of {xs.shape[1]} steps"
        assert_shape(seen["value"], expected["value"].shape, what=f"the output for sequences of {xs.shape[1]} steps")


@check(
    "sequence_classifier",
    points=0.2,
    hint="The course asks for a plain chain: nothing that acts in training only, such as dropout.",
)
def test_classifier_is_the_same_in_training(classifier_calls):
    found = classifier_calls.seen
    assert any("value" in seen for seen in found["inference"]), "the model cannot be called"
    for seen, trained in zip(found["inference"], found["training"], strict=True):
        if "value" in seen:  # other lengths are another check's
            assert "value" in trained, "the model cannot be called in training mode"
            assert_close(trained["value"], seen["value"], what="the output in training mode")


@check(
    "sequence_classifier",
    points=0.2,
    hint="Do not compile it here: whoever trains it chooses the optimizer and the loss.",
)
def test_classifier_is_not_compiled(classifier, classifier_judged):
    assert classifier_judged.seen["params"] > 0, "the model has no weights"
    assert not classifier.seen["compiled"], "the model is compiled already"


@check(
    "sequence_classifier",
    points=0.1,
    hint="Return it built, with all its weights known to Keras and trainable, on no particular device.",
)
def test_classifier_is_ready_to_train(classifier, classifier_judged):
    model = classifier_judged.seen
    assert classifier.seen["built"], "the model is not built yet when it is returned"
    assert model["trainable"] == model["params"], "some weights do not train"
    assert not model["untracked"], "the model uses weights that Keras does not know"
    assert not model["devices"], "the model is bound to a device"
    assert not model["gpu_problems"], "the model uses an op that has no GPU kernel"
