"""Hidden checks of topic 03: one-hot rows, stable sigmoid and softmax, three cross-entropies, the name of a loss."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_raised,
    attempt,
    check,
    evaluate,
    export,
    generator,
    observe,
    value_of,
)

READY_MADE = {
    "LogSoftmax",
    "OneHot",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropyWithLogits",
    "SparseSoftmaxCrossEntropyWithLogits",
}


def compare(seen: Any, expected: Any, names: Any, what: str, **tolerances: float) -> None:
    """Attempts of the submission and of the reference, one by one."""
    for name in names:
        right = expected[name]["value"]
        assert_close(value_of(seen[name], f"{what} ({name})"), right, what=f"{what} ({name})", **tolerances)


def with_slope(function: Any, x: Any, upstream: Any = 1.0) -> dict[str, Any]:
    """A function's result on `x` and the gradient of its weighted sum; entries that raise are attempts too.

    The weights are what comes from above in the chain rule: a gradient by hand has to be multiplied by it.
    """
    import tensorflow as tf

    def slope() -> Any:
        given = tf.constant(x, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(given)
            total = tf.reduce_sum(function(given) * upstream)
        return tape.gradient(total, given)

    return {"result": attempt(function, tf.constant(x, tf.float32)), "slope": attempt(slope)}


def slope_of(observed: dict[str, Any], what: str) -> Any:
    """The gradient in `with_slope`'s answer."""
    slope = value_of(observed["slope"], what)
    assert slope is not None, f"{what}: no gradient arrives"
    return slope


def assert_by_hand(graphs: Any) -> None:
    """No ready-made softmax, sigmoid, cross-entropy or one-hot runs in any of the traced graphs."""
    for name, case in graphs.seen.items():
        ready = sorted(READY_MADE & set(case["ops"]))
        assert not ready, f"a ready-made operation runs in {name}: {', '.join(ready)}"


def assert_float32(seen: dict[str, Any], names: Any, what: str) -> None:
    for name in names:
        assert_dtype(value_of(seen[name], f"{what} ({name})"), "float32", what=f"{what} ({name})")


def judged(graphs: dict[str, Any], inputs: dict[str, tuple[np.ndarray, ...]]) -> dict[str, Any]:
    """Results and op types of exported graphs, each on its inputs."""
    return {name: {"result": graphs[name](*arrays), "ops": graphs[name].op_types()} for name, arrays in inputs.items()}


def exported(function: Any, arrays: tuple[np.ndarray, ...]) -> dict[str, Any]:
    """A function traced on inputs of known shape, as data."""
    import tensorflow as tf

    return export(function, *[tf.TensorSpec(array.shape, array.dtype) for array in arrays])


# one_hot


@pytest.fixture(scope="module")
def labels(run_seed: int) -> dict[str, tuple[np.ndarray, int]]:
    draw = generator(run_seed, "labels")
    mixed = np.concatenate([draw.integers(0, 4, 3), [-1, 4, 9, -4, 3, 0, -7, 256, 257, -256]])  # in a byte 0, 1, 0
    return {
        "seven labels": (draw.permutation(np.concatenate([np.arange(5), draw.integers(0, 5, 2)])), 5),
        "few labels, many classes": (draw.integers(0, 10, 3), 11),  # the last class is nobody's
        "one label": (draw.integers(0, 6, 1), 6),
        "one class": (np.array([0, 0]), 1),
        "some outside": (draw.permutation(mixed), 4),
        "all outside": (np.array([-1, 3, -3, 7]), 3),
        "no labels": (np.zeros(0, "int64"), 4),
    }


@observe
def hot(learner: Any, labels: dict[str, tuple[np.ndarray, int]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.one_hot
    found = {name: attempt(function, tf.constant(given, tf.int32), depth) for name, (given, depth) in labels.items()}
    given, depth = labels["some outside"]
    found["int64"] = attempt(function, tf.constant(given, tf.int64), depth)
    found["an int32 array"] = attempt(function, given.astype("int32"), depth)
    found["an int64 array"] = attempt(function, given.astype("int64"), depth)
    found["a list"] = attempt(function, [int(label) for label in given], depth)
    found["keywords"] = attempt(function, depth=depth, labels=tf.constant(given, tf.int32))
    found["no labels, int64"] = attempt(function, tf.zeros([0], tf.int64), depth)
    found["a NumPy depth"] = attempt(function, tf.constant(given, tf.int32), np.int64(depth))
    argument = given.astype("int64").copy()
    attempt(function, argument, depth)
    return {"results": found, "argument": argument}


@observe
def hot_ops(learner: Any, labels: dict[str, tuple[np.ndarray, int]]) -> dict[str, Any]:
    """Op types that run, in eager mode and in graphs that the function makes itself."""
    import tensorflow as tf
    from tensorflow.python.framework import op_callbacks

    seen = set()

    def note(op_type: Any, inputs: Any, attrs: Any, outputs: Any, op_name: Any = None, graph: Any = None) -> None:
        seen.add(op_type.decode() if isinstance(op_type, bytes) else str(op_type))

    given, depth = labels["few labels, many classes"]
    op_callbacks.add_op_callback(note)
    try:
        learner.one_hot(tf.constant([*given, 0, 0], tf.int32), depth)
    finally:
        op_callbacks.remove_op_callback(note)
    return {"one_hot": {"ops": sorted(seen)}}


ANY_INTEGERS = ("int64", "an int32 array", "an int64 array", "a list", "keywords")


@check("one_hot", points=0.35, hint="One row per label, one column per class; the 1 stands in the column of the label.")
def test_one_hot_marks_the_label(hot):
    names = ("seven labels", "few labels, many classes", "one label", "one class")
    compare(hot.seen["results"], hot.expected["results"], names, "one_hot", atol=0, rtol=0)


@check("one_hot", points=0.4, hint="A label that is no class equals none of the classes: what is left of its row?")
def test_one_hot_outside_gives_zeros(hot):
    names = ("some outside", "all outside")
    compare(hot.seen["results"], hot.expected["results"], names, "one_hot with labels outside", atol=0, rtol=0)


@check("one_hot", points=0.25, hint="Labels come as int32 or int64, in tensors, arrays or lists. What do you compare?")
def test_one_hot_takes_any_integers(hot):
    compare(hot.seen["results"], hot.expected["results"], ANY_INTEGERS, "one_hot", atol=0, rtol=0)


@check("one_hot", points=0.1, hint="No labels make a table of no rows, which still has its columns.")
def test_one_hot_of_no_labels(hot):
    compare(hot.seen["results"], hot.expected["results"], ("no labels", "no labels, int64"), "one_hot")


@check("one_hot", points=0.05, hint="The number of classes may be computed, by NumPy for example.")
def test_one_hot_takes_an_integer_scalar(hot):
    compare(hot.seen["results"], hot.expected["results"], ("a NumPy depth",), "one_hot")


@check("one_hot", points=0.15, hint="Truth values and integers are no numbers to multiply probabilities with: cast.")
def test_one_hot_is_float32(hot):
    assert_float32(hot.seen["results"], ("seven labels", "int64", "a list"), "one_hot")


@check("one_hot", points=0.15, hint="By hand: comparing, picking rows, scattering … but not the ready-made operation.")
def test_one_hot_by_hand(hot_ops):
    assert_by_hand(hot_ops)


@check(
    "one_hot", points=0.05, hint="Labels that are outside are outside: do not mend them in the array you were given."
)
def test_one_hot_keeps_its_labels(hot, labels):
    assert np.array_equal(hot.seen["argument"], labels["some outside"][0]), "the array of labels has changed"


# sigmoid

EXTREMES = np.array([-1e4, -5e3, -200.0, 200.0, 5e3, 1e4], "float32")


@pytest.fixture(scope="module")
def numbers(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "numbers")
    return {
        "vector": np.linspace(-9, 9, 37, dtype="float32") + np.float32(draw.uniform(-0.2, 0.2)),
        "four axes": draw.normal(0, 3, (2, 1, 3, 2)).astype("float32"),
        "scalar": np.asarray(draw.normal(), "float32"),
        "none": np.zeros((0, 3), "float32"),
        "far": (np.array([-60, -40, -25, -16, 16, 25, 40, 60]) + draw.uniform(-1, 1, 8)).astype("float32"),
    }


@pytest.fixture(scope="module")
def upstream(run_seed: int) -> np.ndarray:
    """Weights of the sum whose gradient is taken."""
    return generator(run_seed, "upstream").uniform(0.5, 2, (5, 37)).astype("float32")


@observe
def sigmoids(learner: Any, numbers: dict[str, np.ndarray], upstream: np.ndarray) -> dict[str, Any]:
    import tensorflow as tf

    function, x = learner.sigmoid, numbers["four axes"]
    argument = x.copy()
    results = {name: attempt(function, tf.constant(values)) for name, values in numbers.items()}
    results["float64"] = attempt(function, tf.constant(x, tf.float64))
    results["float16"] = attempt(function, tf.constant(x, tf.float16))
    results["an array"] = attempt(function, argument)
    results["lists"] = attempt(function, x.tolist())
    results["a keyword"] = attempt(function, x=tf.constant(x))
    return {
        "results": results,
        "argument": argument,
        "moderate": with_slope(function, numbers["vector"], upstream[0]),
        "zero": with_slope(function, np.zeros(3), upstream[0, :3]),
        "far": with_slope(function, numbers["far"], upstream[0, :8]),
        "extreme": with_slope(function, EXTREMES, upstream[0, :6]),
    }


@observe
def traced_sigmoid(learner: Any, numbers: dict[str, np.ndarray]) -> dict[str, Any]:
    return {"sigmoid": exported(learner.sigmoid, (numbers["four axes"],))}


@evaluate
def sigmoid_graphs(traced_sigmoid: Any, numbers: dict[str, np.ndarray]) -> dict[str, Any]:
    return judged(traced_sigmoid, {"sigmoid": (numbers["four axes"],)})


@check("sigmoid", points=0.3, hint="1 / (1 + exp(-x)): one half at 0, growing, and sigmoid(-x) is 1 - sigmoid(x).")
def test_sigmoid_values(sigmoids):
    compare(sigmoids.seen["results"], sigmoids.expected["results"], ("vector", "far"), "sigmoid", atol=2e-6)


@check("sigmoid", points=0.3, hint="In float32 exp(89) is infinite. Which intermediate results can become that large?")
def test_sigmoid_at_extremes(sigmoids):
    seen = value_of(sigmoids.seen["extreme"]["result"], "sigmoid at ±10,000")
    assert_close(seen, (EXTREMES > 0).astype("float32"), atol=1e-20, rtol=0, what="sigmoid at ±200 to ±10,000")


@check("sigmoid", points=0.25, hint="Keep to TensorFlow operations, and bend nothing: the slope is p · (1 - p).")
def test_sigmoid_gradients(sigmoids):
    for name in ("moderate", "far"):
        seen = slope_of(sigmoids.seen[name], "the gradient of sigmoid")
        expected = sigmoids.expected[name]["slope"]["value"]
        assert_close(seen, expected, atol=2e-6, what="the gradient of sigmoid")


@check("sigmoid", points=0.2, hint="At 0 the slope is steepest. Does one of your operations have a corner there?")
def test_sigmoid_gradient_at_zero(sigmoids):
    seen = slope_of(sigmoids.seen["zero"], "the gradient of sigmoid at 0")
    assert_close(seen, sigmoids.expected["zero"]["slope"]["value"], what="the gradient of sigmoid at 0")


@check(
    "sigmoid",
    points=0.25,
    hint="Right values can have wrong gradients: the chain rule passes through both branches of tf.where, and 0 times infinity is NaN.",
)
def test_sigmoid_gradients_at_extremes(sigmoids):
    seen = slope_of(sigmoids.seen["extreme"], "the gradient of sigmoid at ±10,000")
    assert_close(seen, np.zeros(6, "float32"), atol=1e-20, what="the gradient of sigmoid at ±200 to ±10,000")


# softmax

AXES = {
    "vector": ((6,), None),
    "batch": ((4, 5), None),
    "vector, axis 0": ((6,), 0),
    "square, axis 0": ((4, 4), 0),
    "square, axis 1": ((4, 4), 1),
    "three axes, axis 1": ((2, 3, 4), 1),
    "three axes, axis -3": ((3, 2, 4), -3),
    "four axes, axis 2": ((2, 3, 4, 2), 2),
    "four axes, axis -2": ((2, 2, 3, 2), -2),
    "four axes": ((2, 2, 2, 3), None),
}
EXTREME_LOGITS = np.array(
    [
        [1e4, 0.0, -1e4],
        [1e4, 1e4, -1e4],
        [-1e4, -1e4, -1e4],
        [1e4, 1e4, 1e4],
        [-1e4, 3.0, 2.0],
        [95.0, -95.0, 94.0],
    ],
    "float32",
)


@pytest.fixture(scope="module")
def scores(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "scores")
    drawn = {name: draw.normal(0, 2, shape).astype("float32") for name, (shape, _) in AXES.items()}
    return {**drawn, "one class": draw.normal(size=(3, 1)).astype("float32")}


@observe
def softmaxes(learner: Any, scores: dict[str, np.ndarray], upstream: np.ndarray) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.softmax
    results = {}
    for name, (_, axis) in AXES.items():
        options = {} if axis is None else {"axis": axis}
        results[name] = attempt(function, tf.constant(scores[name]), **options)
    results["one class"] = attempt(function, tf.constant(scores["one class"]))
    x = scores["square, axis 0"]
    argument = x.copy()
    results["float64"] = attempt(function, tf.constant(x, tf.float64))
    results["float16"] = attempt(function, tf.constant(x, tf.float16))
    results["an array"] = attempt(function, argument)
    results["lists"] = attempt(function, x.tolist(), 0)
    results["a keyword"] = attempt(function, logits=tf.constant(x), axis=0)
    cube = scores["three axes, axis 1"]
    return {
        "results": results,
        "argument": argument,
        "batch": with_slope(function, scores["batch"], upstream[:4, :5]),
        "inner axis": with_slope(lambda z: function(z, axis=1), cube, upstream[0, :24].reshape(cube.shape)),
        "zero": with_slope(function, np.zeros((2, 4)), upstream[:2, :4]),
        "extreme": with_slope(function, EXTREME_LOGITS, np.resize(upstream[:, :3], (6, 3))),
        "extreme along axis 0": with_slope(lambda z: function(z, 0), EXTREME_LOGITS.T),
    }


@observe
def traced_softmax(learner: Any, scores: dict[str, np.ndarray]) -> dict[str, Any]:
    import functools

    return {
        "softmax": exported(learner.softmax, (scores["batch"],)),
        "softmax along axis 1": exported(functools.partial(learner.softmax, axis=1), (scores["three axes, axis 1"],)),
    }


@evaluate
def softmax_graphs(traced_softmax: Any, scores: dict[str, np.ndarray]) -> dict[str, Any]:
    inputs = {"softmax": (scores["batch"],), "softmax along axis 1": (scores["three axes, axis 1"],)}
    return judged(traced_softmax, inputs)


@check(
    "softmax", points=0.3, hint="Powers of e over their sum; by default along the last axis. One class alone gets 1."
)
def test_softmax_values(softmaxes):
    names = ("batch", "vector", "four axes", "one class")
    compare(softmaxes.seen["results"], softmaxes.expected["results"], names, "softmax")


@check(
    "softmax",
    points=0.3,
    hint="Both the maximum and the sum run along the axis asked for, and must broadcast back onto it.",
)
def test_softmax_along_any_axis(softmaxes):
    names = [name for name, (_, axis) in AXES.items() if axis is not None]
    compare(softmaxes.seen["results"], softmaxes.expected["results"], names, "softmax")


@check(
    "softmax", points=0.3, hint="Nothing changes when the same number is taken from all logits. Which one would help?"
)
def test_softmax_at_extremes(softmaxes):
    for name in ("extreme", "extreme along axis 0"):
        seen = value_of(softmaxes.seen[name]["result"], "softmax at ±10,000")
        assert_close(seen, softmaxes.expected[name]["result"]["value"], atol=1e-3, what="softmax at ±10,000")


@check("softmax", points=0.25, hint="A gradient reaches every logit through the sum: no stop and no detour by NumPy.")
def test_softmax_gradients(softmaxes):
    for name, tolerance in (("batch", 1e-5), ("inner axis", 1e-5), ("zero", 1e-5), ("extreme", 1e-3)):
        what = f"the gradient of softmax ({name})"
        seen = slope_of(softmaxes.seen[name], what)
        assert_close(seen, softmaxes.expected[name]["slope"]["value"], atol=tolerance, what=what)


@check("sigmoid", points=0.1, hint="A single number is a tensor without axes; and a batch may be empty.")
def test_activations_take_any_shape(sigmoids, softmaxes):
    compare(sigmoids.seen["results"], sigmoids.expected["results"], ("scalar", "four axes", "none"), "sigmoid")
    compare(softmaxes.seen["results"], softmaxes.expected["results"], ("vector", "four axes"), "softmax")


OTHERWISE = ("float64", "float16", "an array", "lists", "a keyword")


@check("sigmoid", points=0.2, hint="Cast to float32 before computing: halves are coarse, doubles do not mix.")
def test_activations_cast_first(sigmoids, softmaxes):
    for observed, what in ((sigmoids, "sigmoid"), (softmaxes, "softmax")):
        compare(observed.seen["results"], observed.expected["results"], OTHERWISE, what)
        assert_float32(observed.seen["results"], OTHERWISE, what)


@check("sigmoid", points=0.1, hint="Inside tf.function tensors have shapes, and no values to look at yet.")
def test_activations_run_in_a_graph(sigmoid_graphs, softmax_graphs):
    for graphs in (sigmoid_graphs, softmax_graphs):
        for name, expected in graphs.expected.items():
            assert_close(graphs.seen[name]["result"], expected["result"], what=f"{name} inside tf.function")


@check("sigmoid", points=0.1, hint="Built from exp, log, softplus, tanh, maxima and sums: nothing that does it all.")
def test_activations_by_hand(sigmoid_graphs, softmax_graphs):
    assert_by_hand(sigmoid_graphs)
    assert_by_hand(softmax_graphs)


@check("sigmoid", points=0.05, hint="Subtracting in place changes the caller's array.")
def test_activations_keep_their_input(sigmoids, softmaxes, numbers, scores):
    assert np.array_equal(sigmoids.seen["argument"], numbers["four axes"]), "sigmoid changed its argument"
    assert np.array_equal(softmaxes.seen["argument"], scores["square, axis 0"]), "softmax changed its argument"


# binary_crossentropy


@pytest.fixture(scope="module")
def pairs(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Labels and probabilities that need no clipping."""
    draw = generator(run_seed, "pairs")

    def pair(*shape: int, soft: bool = False) -> tuple[np.ndarray, np.ndarray]:
        y = draw.random(shape) if soft else draw.permutation(np.arange(np.prod(shape)) % 2).reshape(shape)
        return y.astype("float32"), draw.uniform(0.03, 0.97, shape).astype("float32")

    ones, zeros = np.ones(3, "float32"), np.zeros(3, "float32")
    return {
        "vector": pair(9),
        "label 1": (ones, pair(3)[1]),
        "label 0": (zeros, pair(3)[1]),
        "one example": pair(1),
        "column": pair(7, 1),
        "table": pair(4, 3),
        "three axes": pair(2, 3, 2),
        "soft": pair(6, soft=True),
    }


CLIPPED = {
    "label 1, probability 0": ([1.0], [0.0]),
    "label 0, probability 1": ([0.0], [1.0]),
    "label 1, probability 1": ([1.0], [1.0]),
    "label 0, probability 0": ([0.0], [0.0]),
    "label 1, probability 3e-8": ([1.0], [3e-8]),
    "right and wrong": ([1.0, 0.0, 1.0, 1.0], [1.0, 0.0, 0.0, 0.25]),
    "soft label, probability 0": ([0.25], [0.0]),
}


@observe
def binary(learner: Any, pairs: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.binary_crossentropy
    results = {name: attempt(function, tf.constant(y), tf.constant(p)) for name, (y, p) in pairs.items()}
    y, p = pairs["vector"]
    arguments = (y.copy(), p.copy())
    results["int32 labels"] = attempt(function, tf.constant(y, tf.int32), tf.constant(p))
    results["int64 labels"] = attempt(function, y.astype("int64"), p.copy())
    results["float64"] = attempt(function, tf.constant(y, tf.float64), tf.constant(p, tf.float64))
    results["two precisions"] = attempt(function, tf.constant(y, tf.float64), tf.constant(p))
    results["arrays"] = attempt(function, *arguments)
    results["lists"] = attempt(function, y.tolist(), p.tolist())
    results["keywords"] = attempt(function, probabilities=tf.constant(p), labels=tf.constant(y))
    one = tf.ones([1], tf.float16)  # the nearest number below is less than 1 - 1e-7 by far
    results["float16, label 1, probability 1"] = attempt(function, one, one)
    certain = np.array([0, 1, 0.25], "float32")
    attempt(function, np.array([1, 0, 1], "float32"), certain)

    def slope(labels: Any, probabilities: Any, upstream: float = 1.0) -> dict[str, Any]:
        return with_slope(lambda given: function(tf.constant(labels, tf.float32), given), probabilities, upstream)

    return {
        "results": results,
        "arguments": arguments,
        "certain": certain,  # what is clipped in the loss, not in the caller's array
        "clipped": {name: attempt(function, tf.constant(y), tf.constant(p)) for name, (y, p) in CLIPPED.items()},
        "small": attempt(function, tf.constant([1.0]), tf.constant([2e-7])),
        "gradients": {name: slope(*pairs[name], upstream=3.0) for name in ("vector", "table", "soft")},
        "clipped gradients": slope([1.0, 0.0, 1.0], [0.0, 1.0, 0.5]),
    }


@observe
def traced_binary(learner: Any, pairs: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    return {"binary_crossentropy": exported(learner.binary_crossentropy, pairs["table"])}


@evaluate
def binary_graphs(traced_binary: Any, pairs: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    return judged(traced_binary, {"binary_crossentropy": pairs["table"]})


@check("binary_crossentropy", points=0.3, hint="Label 1 pays -log p, label 0 pays -log(1 - p), and then the mean.")
def test_binary_values(binary):
    names = ("vector", "label 1", "label 0", "one example")
    compare(binary.seen["results"], binary.expected["results"], names, "binary_crossentropy")


@check("binary_crossentropy", points=0.2, hint="One number, however many axes there are: the mean over all entries.")
def test_binary_is_a_mean_over_everything(binary):
    compare(
        binary.seen["results"], binary.expected["results"], ("column", "table", "three axes"), "binary_crossentropy"
    )


@check("binary_crossentropy", points=0.1, hint="A label of 0.3 pays both terms, each with its share.")
def test_binary_takes_soft_labels(binary):
    compare(binary.seen["results"], binary.expected["results"], ("soft",), "binary_crossentropy")


@check(
    "binary_crossentropy", points=0.1, hint="Labels are often integers, which TensorFlow does not multiply with floats."
)
def test_binary_takes_integer_labels(binary):
    names = ("int32 labels", "int64 labels")
    compare(binary.seen["results"], binary.expected["results"], names, "binary_crossentropy")


@check("binary_crossentropy", points=0.3, hint="log 0 is minus infinity: bound the probabilities on both sides first.")
def test_binary_clips(binary):
    for name in CLIPPED:
        seen = value_of(binary.seen["clipped"][name], f"binary_crossentropy ({name})")
        # 1 - 1e-7 is 1 - 1.19e-7 in float32: its surprise is 15.94 instead of 16.12
        tolerance = 0.2 if name == "label 0, probability 1" else 1e-3
        expected = binary.expected["clipped"][name]["value"]
        assert_close(seen, expected, atol=tolerance, rtol=0, what=f"binary_crossentropy ({name})")


@check("binary_crossentropy", points=0.1, hint="Clipping leaves alone what lies within the bounds; adding does not.")
def test_binary_clips_and_adds_nothing(binary):
    what = "binary_crossentropy of a small probability within the bounds"
    assert_close(value_of(binary.seen["small"], what), binary.expected["small"]["value"], atol=0.01, what=what)


@check(
    "binary_crossentropy", points=0.15, hint="The slope for an entry is (p - y) / (p (1 - p)), divided by their number."
)
def test_binary_gradients(binary):
    for name, expected in binary.expected["gradients"].items():
        seen = slope_of(binary.seen["gradients"][name], f"the gradient of binary_crossentropy ({name})")
        assert_close(seen, expected["slope"]["value"], what=f"the gradient of binary_crossentropy ({name})")


@check("binary_crossentropy", points=0.05, hint="Where a probability is clipped, moving it a little changes nothing.")
def test_binary_gradients_where_clipped(binary):
    seen = slope_of(binary.seen["clipped gradients"], "the gradient of binary_crossentropy at 0 and 1")
    expected = binary.expected["clipped gradients"]["slope"]["value"]
    assert_close(seen, expected, what="the gradient of binary_crossentropy at 0 and 1")


@check(
    "binary_crossentropy", points=0.1, hint="Cast both to float32, whatever they are; leave the arrays as they were."
)
def test_binary_takes_other_precisions(binary, pairs):
    names = ("float64", "float16, label 1, probability 1", "two precisions", "arrays", "lists", "keywords")
    compare(binary.seen["results"], binary.expected["results"], names, "binary_crossentropy")
    assert_float32(binary.seen["results"], ("vector", *names), "binary_crossentropy")
    for before, after in zip(pairs["vector"], binary.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"
    kept = np.array_equal(binary.seen["certain"], binary.expected["certain"])
    assert kept, "binary_crossentropy changes its argument: the probabilities in the caller's array are clipped"


@check("binary_crossentropy", points=0.05, hint="A loss lives inside tf.function: it cannot look at numbers there.")
def test_binary_runs_in_a_graph(binary_graphs):
    for name, expected in binary_graphs.expected.items():
        assert_close(binary_graphs.seen[name]["result"], expected["result"], what=f"{name} inside tf.function")


@check(
    "binary_crossentropy", points=0.05, hint="By hand means two logarithms and a mean, not a cross-entropy of tf.nn."
)
def test_binary_by_hand(binary_graphs):
    assert_by_hand(binary_graphs)


# categorical_crossentropy


@pytest.fixture(scope="module")
def rows(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Target rows and predicted rows."""
    draw = generator(run_seed, "rows")

    def drawn(n: int, classes: int) -> np.ndarray:
        table = draw.uniform(0.05, 1, (n, classes))
        return (table / table.sum(axis=1, keepdims=True)).astype("float32")

    def hard(n: int, classes: int) -> np.ndarray:
        return np.eye(classes, dtype="float32")[draw.integers(0, classes, n)]

    small = drawn(5, 4) * draw.uniform(0.2, 0.8, (5, 1)).astype("float32")
    return {
        "hard targets": (hard(6, 4), drawn(6, 4)),
        "two classes": (hard(3, 2), drawn(3, 2)),
        "one row": (hard(1, 5), drawn(1, 5)),
        "soft targets": (drawn(5, 3), drawn(5, 3)),
        "not adding up to 1": (hard(5, 4), small),
        "soft, not adding up to 1": (drawn(4, 3), drawn(4, 3) * np.float32(0.5)),
    }


CLIPPED_ROWS = {
    "true class with probability 0": ([[1.0, 0.0, 0.0]], [[0.0, 0.5, 0.5]]),
    "other classes with probability 0": ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]]),
    "soft": ([[0.5, 0.5], [0.9, 0.1]], [[1.0, 0.0], [0.0, 1.0]]),
    "probability 3e-8": ([[0.0, 1.0]], [[1.0, 3e-8]]),
    "probability 2e-7": ([[0.0, 1.0]], [[1.0, 2e-7]]),
}


@observe
def categorical(learner: Any, rows: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.categorical_crossentropy
    results = {name: attempt(function, tf.constant(t), tf.constant(p)) for name, (t, p) in rows.items()}
    t, p = rows["soft targets"]
    arguments = (t.copy(), p.copy())
    results["float64"] = attempt(function, tf.constant(t, tf.float64), tf.constant(p, tf.float64))
    row = tf.constant([[1.0, 0.0]], tf.float16)  # in which 1e-7 is another number
    results["float16, probability 0"] = attempt(function, row, row[:, ::-1])
    results["two precisions"] = attempt(function, tf.constant(t), tf.constant(p, tf.float64))
    results["arrays"] = attempt(function, *arguments)
    results["lists"] = attempt(function, t.tolist(), p.tolist())
    results["keywords"] = attempt(function, probabilities=tf.constant(p), targets=tf.constant(t))
    certain = np.array([[0, 1, 0], [0.5, 0.5, 0]], "float32")
    attempt(function, np.array([[1, 0, 0], [0, 1, 0]], "float32"), certain)

    def slope(targets: Any, probabilities: Any, upstream: float = 1.0) -> dict[str, Any]:
        return with_slope(lambda given: function(tf.constant(targets, tf.float32), given), probabilities, upstream)

    return {
        "results": results,
        "arguments": arguments,
        "certain": certain,  # what is clipped in the loss, not in the caller's array
        "clipped": {name: attempt(function, tf.constant(t), tf.constant(p)) for name, (t, p) in CLIPPED_ROWS.items()},
        "above 1": attempt(function, tf.constant([[0.5, 0.5]]), tf.constant([[3.0, 0.5]])),
        "gradients": {
            name: slope(*rows[name], upstream=3.0) for name in ("hard targets", "soft targets", "not adding up to 1")
        },
        "clipped gradients": slope(
            [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]], [[0.0, 0.5, 0.5], [0.0, 0.5, 0.5], [0.0, 1.0, 0.0]]
        ),
    }


@observe
def traced_categorical(learner: Any, rows: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    return {"categorical_crossentropy": exported(learner.categorical_crossentropy, rows["soft targets"])}


@evaluate
def categorical_graphs(traced_categorical: Any, rows: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    return judged(traced_categorical, {"categorical_crossentropy": rows["soft targets"]})


@check("categorical_crossentropy", points=0.35, hint="A sum over the classes, a mean over the batch, and a minus.")
def test_categorical_values(categorical):
    names = ("hard targets", "two classes", "one row")
    compare(categorical.seen["results"], categorical.expected["results"], names, "categorical_crossentropy")


@check(
    "categorical_crossentropy",
    points=0.25,
    hint="All classes of a target count, each with its share; not the largest alone.",
)
def test_categorical_takes_soft_targets(categorical):
    compare(categorical.seen["results"], categorical.expected["results"], ("soft targets",), "categorical_crossentropy")


@check("categorical_crossentropy", points=0.25, hint="Take the rows as they come, even if they do not add up to 1.")
def test_categorical_does_not_rescale(categorical):
    names = ("not adding up to 1", "soft, not adding up to 1")
    compare(categorical.seen["results"], categorical.expected["results"], names, "categorical_crossentropy")


@check(
    "categorical_crossentropy",
    points=0.15,
    hint="0 times the logarithm of 0 is NaN: what bounds the probabilities from below?",
)
def test_categorical_clips(categorical):
    what = "categorical_crossentropy, clipped"
    compare(categorical.seen["clipped"], categorical.expected["clipped"], CLIPPED_ROWS, what, atol=1e-3, rtol=1e-3)


@check("categorical_crossentropy", points=0.1, hint="The interval for the probabilities has an upper end, too.")
def test_categorical_clips_from_above(categorical):
    what = "categorical_crossentropy with an entry above 1"
    assert_close(value_of(categorical.seen["above 1"], what), categorical.expected["above 1"]["value"], what=what)


@check(
    "categorical_crossentropy",
    points=0.15,
    hint="The slope for a probability is -t / p over the size of the batch; 0 where it is clipped.",
)
def test_categorical_gradients(categorical):
    seen, expected = categorical.seen, categorical.expected
    for name, right in (*expected["gradients"].items(), ("where clipped", expected["clipped gradients"])):
        observed = seen["clipped gradients"] if name == "where clipped" else seen["gradients"][name]
        what = f"the gradient of categorical_crossentropy ({name})"
        assert_close(slope_of(observed, what), right["slope"]["value"], what=what)


@check(
    "categorical_crossentropy",
    points=0.1,
    hint="Targets and predictions may differ in precision: float32 for both; change neither.",
)
def test_categorical_takes_other_precisions(categorical, rows):
    names = ("float64", "float16, probability 0", "two precisions", "arrays", "lists", "keywords")
    compare(categorical.seen["results"], categorical.expected["results"], names, "categorical_crossentropy")
    assert_float32(categorical.seen["results"], ("hard targets", *names), "categorical_crossentropy")
    for before, after in zip(rows["soft targets"], categorical.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"
    kept = np.array_equal(categorical.seen["certain"], categorical.expected["certain"])
    assert kept, "categorical_crossentropy changes its argument: the probabilities in the caller's array are clipped"


@check(
    "categorical_crossentropy",
    points=0.1,
    hint="tf.function traces this loss once: rows are symbols then, not numbers.",
)
def test_categorical_runs_in_a_graph(categorical_graphs):
    for name, expected in categorical_graphs.expected.items():
        assert_close(categorical_graphs.seen[name]["result"], expected["result"], what=f"{name} inside tf.function")


@check(
    "categorical_crossentropy",
    points=0.05,
    hint="The cross-entropies of tf.nn start from logits; you have probabilities and a logarithm.",
)
def test_categorical_by_hand(categorical_graphs):
    assert_by_hand(categorical_graphs)


# sparse_categorical_crossentropy

EXTREME_CASES = {
    "sure and right": ([0, 2], [[1e4, 0.0, -1e4], [-1e4, -1e4, 1e4]]),
    "sure and wrong": ([2], [[1e4, 0.0, -1e4]]),
    "wrong by 200": ([1, 0], [[100.0, -100.0], [50.0, 250.0]]),
    "all large": ([1], [[1e4, 1e4, 1e4]]),
    "all small": ([0], [[-1e4, -1e4]]),
}


@pytest.fixture(scope="module")
def classified(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Labels (int32) and logits."""
    draw = generator(run_seed, "classified")

    def case(n: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
        return draw.integers(0, classes, n).astype("int32"), draw.normal(0, 2, (n, classes)).astype("float32")

    square, scores = case(4, 4)
    return {
        "seven of four": case(7, 4),
        "as many as classes": ((square + np.arange(4, dtype="int32")) % 4, scores),
        "one": case(1, 3),
        "two classes": case(5, 2),
        "many classes": case(2, 30),
        "one class": case(3, 1),
    }


@observe
def sparse(learner: Any, classified: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.sparse_categorical_crossentropy
    results = {name: attempt(function, tf.constant(y), tf.constant(z)) for name, (y, z) in classified.items()}
    y, z = classified["seven of four"]
    arguments = (y.copy(), z.copy())
    results["int64 labels"] = attempt(function, tf.constant(y, tf.int64), tf.constant(z))
    results["an int64 array"] = attempt(function, y.astype("int64"), tf.constant(z))
    results["a list of labels"] = attempt(function, y.tolist(), tf.constant(z))
    results["float64"] = attempt(function, tf.constant(y), tf.constant(z, tf.float64))
    results["float16"] = attempt(function, tf.constant(y), tf.constant(z, tf.float16))
    results["arrays"] = attempt(function, *arguments)
    results["lists"] = attempt(function, y.tolist(), z.tolist())
    results["keywords"] = attempt(function, logits=tf.constant(z), labels=tf.constant(y))

    def slope(labels: Any, logits: Any, upstream: float = 1.0) -> dict[str, Any]:
        return with_slope(lambda given: function(tf.constant(labels, tf.int32), given), logits, upstream)

    return {
        "results": results,
        "arguments": arguments,
        "extreme": {name: slope(y, z) for name, (y, z) in EXTREME_CASES.items()},
        "gradients": {name: slope(*classified[name], upstream=3.0) for name in ("seven of four", "as many as classes")},
        "zero": slope([1, 0, 1], np.zeros((3, 3))),
    }


@observe
def traced_sparse(learner: Any, classified: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    function = learner.sparse_categorical_crossentropy
    return {"sparse_categorical_crossentropy": exported(function, classified["seven of four"])}


@evaluate
def sparse_graphs(traced_sparse: Any, classified: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    return judged(traced_sparse, {"sparse_categorical_crossentropy": classified["seven of four"]})


@check(
    "sparse_categorical_crossentropy",
    points=0.35,
    hint="For each row: log-sum-exp of all its logits, minus the one logit of its own label; then the mean.",
)
def test_sparse_values(sparse, classified):
    compare(sparse.seen["results"], sparse.expected["results"], classified, "sparse_categorical_crossentropy")


@check(
    "sparse_categorical_crossentropy",
    points=0.35,
    hint="A loss of 20,000 is right for a network that is so wrong. Where does a softmax round to 0, or a bound cut it off?",
)
def test_sparse_at_extremes(sparse):
    for name, expected in sparse.expected["extreme"].items():
        what = f"sparse_categorical_crossentropy ({name})"
        seen = value_of(sparse.seen["extreme"][name]["result"], what)
        assert_close(seen, expected["result"]["value"], atol=2e-3, what=what)


@check("sparse_categorical_crossentropy", points=0.2, hint="Predicted minus true, over the size of the batch.")
def test_sparse_gradients(sparse):
    for name, expected in sparse.expected["gradients"].items():
        what = f"the gradient of sparse_categorical_crossentropy ({name})"
        assert_close(slope_of(sparse.seen["gradients"][name], what), expected["slope"]["value"], what=what)


@check(
    "sparse_categorical_crossentropy",
    points=0.15,
    hint="Equal logits: every class pulls with the same force. Does the maximum take all of it?",
)
def test_sparse_gradients_at_zero(sparse):
    what = "the gradient of sparse_categorical_crossentropy at 0"
    assert_close(slope_of(sparse.seen["zero"], what), sparse.expected["zero"]["slope"]["value"], what=what)


@check(
    "sparse_categorical_crossentropy",
    points=0.1,
    hint="Where the network is most wrong the slope is 1, not 0 and not NaN.",
)
def test_sparse_gradients_at_extremes(sparse):
    for name, expected in sparse.expected["extreme"].items():
        what = f"the gradient of sparse_categorical_crossentropy ({name})"
        assert_close(slope_of(sparse.seen["extreme"][name], what), expected["slope"]["value"], atol=1e-3, what=what)


@check(
    "sparse_categorical_crossentropy", points=0.15, hint="Labels may be int32 or int64, a tensor, an array or a list."
)
def test_sparse_takes_any_labels(sparse):
    names = ("int64 labels", "an int64 array", "a list of labels", "keywords")
    compare(sparse.seen["results"], sparse.expected["results"], names, "sparse_categorical_crossentropy")


@check(
    "sparse_categorical_crossentropy",
    points=0.05,
    hint="Logits of another precision: float32 first, then the arithmetic.",
)
def test_sparse_takes_other_precisions(sparse, classified):
    names = ("float64", "float16", "arrays", "lists")
    compare(sparse.seen["results"], sparse.expected["results"], names, "sparse_categorical_crossentropy")
    assert_float32(sparse.seen["results"], ("seven of four", *names), "sparse_categorical_crossentropy")
    for before, after in zip(classified["seven of four"], sparse.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


@check(
    "sparse_categorical_crossentropy",
    points=0.1,
    hint="In a graph labels are symbols: pick by tensor operations, not by a loop over their numbers.",
)
def test_sparse_runs_in_a_graph(sparse_graphs):
    for name, expected in sparse_graphs.expected.items():
        assert_close(sparse_graphs.seen[name]["result"], expected["result"], what=f"{name} inside tf.function")


@check(
    "sparse_categorical_crossentropy",
    points=0.05,
    hint="tf.reduce_logsumexp may help; whatever has cross-entropy, softmax or one-hot in its name may not.",
)
def test_sparse_by_hand(sparse_graphs):
    assert_by_hand(sparse_graphs)


# choose_loss

NAMES = {
    "binary_crossentropy": {"binary_crossentropy", "BinaryCrossentropy", "bce", "BCE"},
    "sparse_categorical_crossentropy": {"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"},
    "categorical_crossentropy": {"categorical_crossentropy", "CategoricalCrossentropy"},
}
MANY = ((3, "integer"), (10, "integer"), (3, "one_hot"), (1000, "one_hot"))
TWO = ((2, "binary"), (2, "integer"), (2, "one_hot"))
BINARY_WITH_MORE = ((3, "binary"), (4, "binary"), (100, "binary"))
TOO_FEW = ((1, "integer"), (1, "one_hot"), (1, "binary"), (0, "integer"), (0, "binary"), (-3, "one_hot"))
OTHER_WORDS = (
    (2, "letters"),
    (3, "sparse"),
    (3, "categorical"),
    (10, ""),
    (2, ""),
    (3, "hot"),
    (4, "int"),
    (2, "binary_crossentropy"),
    (2, "BINARY"),
    (3, "One_Hot"),
    (3, "one-hot"),
)


@observe
def chosen(learner: Any) -> dict[str, Any]:
    cases = (*MANY, *TWO, *BINARY_WITH_MORE, *TOO_FEW, *OTHER_WORDS)
    found = {f"{n}, {word!r}": attempt(learner.choose_loss, n, word) for n, word in cases}
    found["keywords"] = attempt(learner.choose_loss, encoding="one_hot", n_classes=5)
    found["a NumPy count"] = attempt(learner.choose_loss, np.int64(2), "binary")
    return found


def assert_named(chosen: Any, names: Any) -> None:
    for name in names:
        seen = value_of(chosen.seen[name], f"choose_loss({name})")
        assert type(seen) is str, f"choose_loss({name}) should return a name, a string"
        assert seen in NAMES[chosen.expected[name]["value"]], f"choose_loss({name}) names another loss: {seen!r}"


def assert_errors(chosen: Any, cases: Any) -> None:
    for n, word in cases:
        assert_raised(chosen.seen[f"{n}, {word!r}"], "ValueError", what=f"choose_loss({n}, {word!r})")


@check("choose_loss", points=0.4, hint="Class numbers are sparse; rows are not. Keras has one name for each.")
def test_choose_among_many_classes(chosen):
    assert_named(chosen, [*(f"{n}, {word!r}" for n, word in MANY), "keywords"])


@check("choose_loss", points=0.2, hint="Two classes may be 0 or 1 for one sigmoid, or be treated like three and more.")
def test_choose_for_two_classes(chosen):
    assert_named(chosen, [*(f"{n}, {word!r}" for n, word in TWO), "a NumPy count"])


@check("choose_loss", points=0.1, hint="One sigmoid cannot tell three classes apart.")
def test_choose_rejects_binary_with_more(chosen):
    assert_errors(chosen, BINARY_WITH_MORE)


@check("choose_loss", points=0.1, hint="Where there is one class only, or none, there is nothing to choose.")
def test_choose_rejects_too_few(chosen):
    assert_errors(chosen, TOO_FEW)


@check("choose_loss", points=0.1, hint="Three words are known. What about all the others?")
def test_choose_rejects_other_words(chosen):
    assert_errors(chosen, OTHER_WORDS)


@check("choose_loss", points=0.1, hint="A good error message also says what would have been allowed.")
def test_choose_says_what_is_allowed(chosen):
    allowed = {
        BINARY_WITH_MORE[0]: r"2|two|两|兩|二|integer|one.?hot",
        OTHER_WORDS[0]: r"(?=.*binary)(?=.*integer)(?=.*one.?hot)",
        OTHER_WORDS[2]: r"(?=.*integer)(?=.*one.?hot)",  # with 3 classes "binary" is not allowed
        TOO_FEW[3]: r"1|one|一|2|two|两|兩|二",
        TOO_FEW[5]: r"1|one\b|一|2|two|两|兩|二",
    }
    for (n, word), pattern in allowed.items():
        attempted = chosen.seen[f"{n}, {word!r}"]
        assert_raised(attempted, "ValueError", what=f"choose_loss({n}, {word!r})")
        told = re.search(pattern, str(attempted["message"]), re.IGNORECASE | re.DOTALL)
        assert told, f"choose_loss({n}, {word!r}): the message does not say what is allowed: {attempted['message']!r}"
