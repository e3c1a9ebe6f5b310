"""Hidden checks of topic 07: scaling, standardizing, batch normalization by hand and as a layer, a convolutional block."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_finite,
    assert_raised,
    assert_shape,
    attempt,
    check,
    evaluate,
    generator,
    observe,
    shared_weights,
    value_of,
)
from autograder.cleanroom import export

ARGUMENTS = ("x", "gamma", "beta", "moving_mean", "moving_variance")
ROLES = ("gamma", "beta", "moving mean", "moving variance")
OTHER_ORDERS = ("BEFORE", "none", "between", "after ", "")


# What is shipped to the workers: arrays


@pytest.fixture(scope="module")
def tensors(run_seed: int) -> dict[str, np.ndarray]:
    """Inputs of `scale`."""
    draw = generator(run_seed, "scale")
    below = draw.uniform(-3, 3, (4, 5)).astype("float32")
    below[draw.integers(4), draw.integers(5)] = -draw.uniform(5, 9)
    return {
        "a table": draw.uniform(-3, 8, (5, 4)).astype("float32"),
        "a row": draw.uniform(1, 9, 6).astype("float32"),
        "an image": draw.uniform(0, 255, (3, 4, 2)).astype("float32"),
        "a single number": np.array(draw.uniform(2, 5), "float32"),
        "a large negative": below,
        "only negative": -draw.uniform(1, 9, (3, 2)).astype("float32"),
        "a sum of zero": draw.permutation(np.float32([-8, -3, 5, 6])),
        "small numbers": draw.normal(0, 1e-6, (4, 3)).astype("float32"),
        "tiny numbers": draw.normal(0, 1e-10, (4, 3)).astype("float32"),
        "zeros in a row": np.zeros(4, "float32"),
        "zeros in a table": np.zeros((3, 2), "float32"),
    }


@pytest.fixture(scope="module")
def tables(run_seed: int) -> dict[str, tuple[np.ndarray, int]]:
    """Inputs of `standardize` with their axes."""
    draw = generator(run_seed, "standardize")

    def normal(*shape: int) -> np.ndarray:
        return draw.normal(3, 2, shape).astype("float32")

    constants = np.concatenate([[0.1, 1 / 3, 0.0, -7.3, 1e6 + 0.1, 1e-6], draw.uniform(-100, 100, 120)])
    beside = normal(10, 4)
    beside[:, 1] = 0.1
    return {
        "columns": (normal(8, 3), 0),
        "three rows": (normal(3, 4), 0),
        "axis 1": (normal(4, 6), 1),
        "axis -1": (normal(5, 4), -1),
        "axis -2": (normal(5, 4), -2),
        "the middle of three axes": (normal(2, 5, 3), 1),
        "the first of three axes": (normal(4, 2, 3), 0),
        "the last of three axes": (normal(2, 3, 6), 2),
        "the last of four axes": (normal(2, 3, 2, 5), -1),
        "one axis": (normal(7), 0),
        "constant columns": (np.tile(constants, (10, 1)).astype("float32"), 0),
        "constant columns, 37 rows": (np.tile(constants[::-1], (37, 1)).astype("float32"), -2),
        "constant rows": (np.repeat(constants[:, None], 7, axis=1).astype("float32"), 1),
        "one row": (normal(1, 5), 0),
        "beside a constant column": (beside, 0),
        "far from zero": (draw.normal(1000, 1, (40, 3)).astype("float32"), 0),
        "small numbers": (draw.normal(0, 1e-6, (12, 3)).astype("float32"), 0),
        "nearly constant": (np.float32(100) + draw.permutation(np.linspace(0, 5e-4, 6)).astype("float32")[:, None], 0),
        "signs alone": (np.float32([[2, 5], [-2, -5], [-2, 5], [2, 5]]), 0),
        "ends alike": (np.array([[2.0, 5.0], [3.0, 1.0], [7.0, 4.0], [2.0, 5.0]], "float32"), 0),
    }


def normalization(
    draw: np.random.Generator, *shape: int, spread: float = 2.0, off: float = 3.0
) -> dict[str, np.ndarray]:
    """Arguments of `batch_norm` for inputs of a shape, whose channels lie up to `off` from 0.

    No channel of several rows is nearly constant: the variance as E[x²] - E[x]² would be what float32 leaves of it.
    """
    channels, axes = shape[-1], tuple(range(len(shape) - 1))
    means = draw.uniform(-off, off, channels)
    x = draw.normal(means, spread, shape)
    while shape[0] > 1 and x.std(axis=axes).min() < spread / 4:
        x = draw.normal(means, spread, shape)
    return {
        "x": x.astype("float32"),
        "gamma": draw.uniform(0.5, 2, channels).astype("float32"),
        "beta": draw.normal(size=channels).astype("float32"),
        "moving_mean": draw.normal(size=channels).astype("float32"),
        "moving_variance": draw.uniform(0.5, 3, channels).astype("float32"),
    }


@pytest.fixture(scope="module")
def batches(run_seed: int) -> dict[str, dict[str, np.ndarray]]:
    draw = generator(run_seed, "batch_norm")
    cases = {
        "a table": normalization(draw, 6, 4),
        "three rows": normalization(draw, 3, 2),
        "images": normalization(draw, 3, 4, 5, 2),
        "one image": normalization(draw, 1, 3, 4, 3),
        "sequences": normalization(draw, 2, 5, 3),
        "one channel": normalization(draw, 5, 1),
        "small numbers": normalization(draw, 8, 3, spread=0.03, off=0.3),
        "equal rows": normalization(draw, 4, 3),
        "one row": normalization(draw, 1, 4),
        "volumes": normalization(draw, 2, 2, 3, 2, 3),
    }
    cases["small numbers"]["moving_variance"] *= np.float32(1e-3)
    cases["equal rows"]["x"][:] = 0.0
    return cases


@pytest.fixture(scope="module")
def upstream(run_seed: int) -> np.ndarray:
    """Weights of a scalar loss over up to 60 rows of up to 4 channels."""
    return generator(run_seed, "upstream").normal(size=(60, 4)).astype("float32")


# scale


@observe
def scaled(learner: Any, tensors: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    return {name: attempt(learner.scale, tf.constant(x)) for name, x in tensors.items()}


@observe
def scaled_otherwise(learner: Any, tensors: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    x = tensors["a table"].copy()
    found = {
        "a NumPy array": learner.scale(x),
        "nested lists": learner.scale(x.tolist()),
        "float64": learner.scale(tf.constant(x, tf.float64)),
        "float16": learner.scale(x.astype("float16")),
        "zeros as lists": learner.scale([[0.0, 0.0]]),
        "integers": learner.scale([1, 2, -4]),
    }
    return {"results": found, "argument": x}


def assert_same(observation: Any, what: str, *names: str, atol: float = 1e-5) -> None:
    """The named attempts gave what the reference's gave."""
    for name in names:
        seen = value_of(observation.seen[name], f"{what} ({name})")
        assert_close(seen, observation.expected[name]["value"], atol=atol, what=f"the result of {what} ({name})")


def assert_kept(before: Any, after: Any) -> None:
    assert np.array_equal(before, after), "an array that was passed in has changed"


@check("scale", points=0.35, hint="One number for the whole tensor, whatever its shape: the largest of all.")
def test_scale_divides_by_the_largest(scaled):
    assert_same(scaled, "scale", "a table", "a row", "an image", "a single number", "small numbers", "tiny numbers")


@check("scale", points=0.25, hint="Which of -9 and 2 is larger in absolute value, and which signs come out?")
def test_scale_of_negative_numbers(scaled):
    assert_same(scaled, "scale", "a large negative", "only negative", "a sum of zero")


@check("scale", points=0.25, hint="What is zero divided by zero, and what should it be here?")
def test_scale_of_zeros(scaled):
    assert_same(scaled, "scale", "zeros in a row", "zeros in a table")


@check("scale", points=0.15, hint="Convert what comes in and cast it to float32; write no result into it.")
def test_scale_takes_lists_and_other_precisions(scaled_otherwise, tensors):
    for name, expected in scaled_otherwise.expected["results"].items():
        seen = scaled_otherwise.seen["results"][name]
        assert_close(seen, expected, what=f"the result of scale ({name})")
        assert_dtype(seen, "float32", what=f"the result of scale ({name})")
    assert_kept(tensors["a table"], scaled_otherwise.seen["argument"])


# standardize


@observe
def standardized(learner: Any, tables: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    return {name: attempt(learner.standardize, tf.constant(x), axis) for name, (x, axis) in tables.items()}


@observe
def standardized_otherwise(learner: Any, tables: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    x = tables["columns"][0].copy()
    found = {
        "a NumPy array": learner.standardize(x),
        "nested lists": learner.standardize(x.tolist()),
        "float64": learner.standardize(tf.constant(x, tf.float64)),
        "float16": learner.standardize(x.astype("float16")),
        "keywords": learner.standardize(axis=1, x=tables["axis 1"][0]),
        "0.1 and 0.3 as float64": learner.standardize(np.tile([0.1, 0.3], (10, 1))),
        "integers": learner.standardize([[1, 5], [2, 6], [4, 9]]),
    }
    return {"results": found, "argument": x}


@check("standardize", points=0.5, hint="Subtract each column's mean, then divide by its standard deviation.")
def test_standardize_columns(standardized):
    assert_same(standardized, "standardize", "columns", "the first of three axes", "one axis", atol=1e-4)


@check("standardize", points=0.25, hint="The mean of the squares is divided by how many there are, not by one less.")
def test_standardize_population_deviation(standardized, tables):
    for name in ("columns", "three rows"):
        seen = value_of(standardized.seen[name], f"standardize ({name})")
        assert_shape(seen, tables[name][0].shape, what="the result of standardize")
        assert np.allclose(np.std(seen, axis=0), 1.0, atol=1e-3), "the population standard deviation is not 1"


@check(
    "standardize", points=0.35, hint="Mean and deviation keep their axis, with length 1, so that they fit on x again."
)
def test_standardize_other_axes(standardized):
    last = ("the last of three axes", "the last of four axes")
    names = ("axis 1", "axis -1", "axis -2", "the middle of three axes", *last)
    assert_same(standardized, "standardize", *names, atol=1e-4)


@check(
    "standardize",
    points=0.4,
    hint="Rounding hides a deviation of zero. How else can you tell that a column is constant?",
)
def test_standardize_constant_columns(standardized):
    for name in ("constant columns", "constant columns, 37 rows", "constant rows"):
        seen = value_of(standardized.seen[name], f"standardize ({name})")
        assert_shape(seen, standardized.expected[name]["value"].shape, what=f"the result of standardize ({name})")
        assert_finite(seen, what=f"the result of standardize ({name})")
        share = float(np.mean(seen != 0))
        assert not share, f"{share:.1%} of the numbers in constant columns are not exactly zero ({name})"


@check("standardize", points=0.1, hint="In a table of one row, the largest of each column is the smallest too.")
def test_standardize_one_row(standardized):
    assert_same(standardized, "standardize", "one row")


@check("standardize", points=0.1, hint="Whether a column is constant is a question to each column by itself.")
def test_standardize_beside_a_constant_column(standardized):
    assert_same(standardized, "standardize", "beside a constant column", "ends alike", "signs alone", atol=1e-4)


@check(
    "standardize",
    points=0.2,
    hint="Small is not constant: add nothing to the deviation, and subtract the mean before you square.",
)
def test_standardize_far_away_and_small(standardized):
    assert_same(standardized, "standardize", "small numbers", atol=1e-3)
    assert_same(standardized, "standardize", "far from zero", atol=1e-2)
    assert_same(standardized, "standardize", "nearly constant", atol=0.3)  # what float32 leaves of the mean


@check(
    "standardize",
    points=0.1,
    hint="The axis is 0 unless said; what comes out is float32, and what came in stays as it was.",
)
def test_standardize_takes_lists_and_other_precisions(standardized_otherwise, tables):
    for name, expected in standardized_otherwise.expected["results"].items():
        seen = standardized_otherwise.seen["results"][name]
        assert_close(seen, expected, atol=1e-4, what=f"the result of standardize ({name})")
        assert_dtype(seen, "float32", what=f"the result of standardize ({name})")
    assert_kept(tables["columns"][0], standardized_otherwise.seen["argument"])


# batch_norm


@observe
def normalized(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name, case in batches.items():
        arguments = [tf.constant(case[argument]) for argument in ARGUMENTS]
        for mode, training in (("training", True), ("inference", False)):
            found[f"{name}, {mode}"] = attempt(lambda *given: list(learner.batch_norm(*given)), *arguments, training)
    return found


@observe
def normalized_otherwise(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    """Momentum, epsilon, keywords; NumPy arrays, lists and other precisions; the arguments afterwards."""
    import tensorflow as tf

    case = {name: array.copy() for name, array in batches["a table"].items()}
    arrays = list(case.values())
    wide = [tf.constant(array, tf.float64) for array in arrays]
    found = {
        "NumPy arrays": learner.batch_norm(*arrays, True),
        "NumPy arrays, inference": learner.batch_norm(*arrays, False),
        "nested lists": learner.batch_norm(*(array.tolist() for array in arrays), True),
        "float64": learner.batch_norm(*wide, True),
        "float64, inference": learner.batch_norm(*wide, False),
        "float16 and float32": learner.batch_norm(arrays[0].astype("float16"), *arrays[1:], False),
    }
    options = {
        "momentum": learner.batch_norm(*arrays, True, 0.5),
        "epsilon": learner.batch_norm(*arrays, True, 0.9, 0.5),
        "epsilon in inference": learner.batch_norm(*arrays, False, epsilon=2.0),
        "epsilon 0.0": learner.batch_norm(0.01 * arrays[0], *arrays[1:], True, epsilon=0.0),
        "momentum 0.0, all by keywords": learner.batch_norm(epsilon=0.1, momentum=0.0, training=True, **case),
    }
    return {
        "results": {name: list(result) for name, result in found.items()},
        "options": {name: list(result) for name, result in options.items()},
        "arguments": case,
    }


@observe
def normalization_gradients(learner: Any, batches: dict[str, Any], upstream: np.ndarray) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name in ("a table", "images", "equal rows"):
        for mode, training in (("training", True), ("inference", False)):
            x, gamma, beta, *statistics = (tf.constant(batches[name][argument]) for argument in ARGUMENTS)
            with tf.GradientTape() as tape:
                tape.watch([x, gamma, beta])
                y = learner.batch_norm(x, gamma, beta, *statistics, training)[0]
                rows = tf.reshape(y, (-1, x.shape[-1]))
                weights = upstream[: rows.shape[0], : rows.shape[1]]
                loss = tf.reduce_sum(rows * weights) + tf.reduce_sum(rows**2 * weights)
            found[f"{name}, {mode}"] = tape.gradient(loss, [x, gamma, beta])
    return found


@observe
def normalization_traced(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    import functools

    import tensorflow as tf

    found = {}
    for name, training in (("images", True), ("a table", False)):
        arrays = [batches[name][argument] for argument in ARGUMENTS]
        function = functools.partial(learner.batch_norm, training=training)
        function(*arrays)  # where it is not written yet, it says so here
        found[name] = export(function, *(tf.TensorSpec(array.shape, tf.float32) for array in arrays))
    return found


@evaluate
def normalization_graphs(normalization_traced: Any, batches: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"results": list(graph(*batches[name].values())), "ops": graph.op_types()}
        for name, graph in normalization_traced.items()
    }


def assert_entry(normalized: Any, entry: int, what: str, *names: str, atol: float = 1e-4) -> None:
    """One of the three results of `batch_norm` in the named cases."""
    for name in names:
        seen = value_of(normalized.seen[name], f"batch_norm ({name})")
        assert len(seen) == 3, f"batch_norm returns {len(seen)} values, not three"
        expected = normalized.expected[name]["value"][entry]
        assert_close(seen[entry], expected, atol=atol, what=f"{what} ({name})")


@check(
    "batch_norm",
    points=0.35,
    hint="Subtract the batch's mean, divide by the root of its variance, then apply gamma and beta.",
)
def test_norm_tables_in_training(normalized):
    names = ("a table", "three rows", "one channel", "equal rows", "one row")
    assert_entry(normalized, 0, "y", *(f"{name}, training" for name in names))


@check("batch_norm", points=0.35, hint="One mean per channel: taken over the batch and over all pixels.")
def test_norm_images_in_training(normalized):
    assert_entry(
        normalized, 0, "y", "images, training", "one image, training", "sequences, training", "volumes, training"
    )


@check("batch_norm", points=0.2, hint="Most of the old mean is kept, a little of the batch's is added.")
def test_norm_moving_mean(normalized):
    assert_entry(
        normalized, 1, "the new mean", "a table, training", "images, training", "sequences, training", atol=1e-5
    )


@check("batch_norm", points=0.3, hint="The variance that moves is the one that normalizes: the mean of the squares.")
def test_norm_moving_variance(normalized):
    names = ("a table", "three rows", "images", "one image", "one row", "volumes")
    assert_entry(normalized, 2, "the new variance", *(f"{name}, training" for name in names), atol=1e-5)


@check(
    "batch_norm",
    points=0.3,
    hint="When predicting, an example must not depend on its neighbors: use what was gathered before.",
)
def test_norm_inference(normalized):
    names = ("a table", "images", "one image", "sequences", "one channel", "equal rows")
    assert_entry(normalized, 0, "y", *(f"{name}, inference" for name in names))


@check("batch_norm", points=0.2, hint="Predicting teaches nothing: both statistics come back as they were.")
def test_norm_inference_keeps_statistics(normalized, batches):
    for name, case in batches.items():
        for entry, argument in ((1, "moving_mean"), (2, "moving_variance")):
            seen = value_of(normalized.seen[f"{name}, inference"], f"batch_norm ({name}, inference)")
            assert len(seen) == 3, f"batch_norm returns {len(seen)} values, not three"
            assert_close(seen[entry], case[argument], atol=0, rtol=1e-6, what=f"{argument} after inference ({name})")


@check(
    "batch_norm",
    points=0.2,
    hint="Epsilon belongs to the variance, inside the root; both numbers come from the arguments.",
)
def test_norm_momentum_and_epsilon(normalized, normalized_otherwise):
    assert_entry(normalized, 0, "y", "small numbers, training", "small numbers, inference", atol=1e-3)
    seen, expected = normalized_otherwise.seen["options"], normalized_otherwise.expected["options"]
    for name, results in expected.items():
        assert_close(seen[name], results, atol=1e-4, what=f"the results of batch_norm (with {name})")


@check("batch_norm", points=0.35, hint="Mean and variance depend on x, so the gradient flows through them too.")
def test_norm_gradients(normalization_gradients):
    for name, expected in normalization_gradients.expected.items():
        for argument, one, other in zip(
            ("x", "gamma", "beta"), normalization_gradients.seen[name], expected, strict=True
        ):
            assert one is not None, f"no gradient reaches {argument} ({name})"
            size = float(np.max(np.abs(other)))
            assert_close(one, other, atol=1e-4 * (1 + size), rtol=1e-3, what=f"the gradient for {argument} ({name})")


@check("batch_norm", points=0.1, hint="Inside tf.function there are symbols, no numbers: stay with tensors throughout.")
def test_norm_in_a_graph(normalization_graphs):
    for name, expected in normalization_graphs.expected.items():
        seen = normalization_graphs.seen[name]["results"]
        assert_close(
            seen, expected["results"], atol=1e-4, what=f"the results of batch_norm inside tf.function ({name})"
        )


@check("batch_norm", points=0.05, hint="By hand: the op that does all of it in one go stays outside.")
def test_norm_by_hand(normalization_graphs):
    for case in normalization_graphs.seen.values():
        ready = [op for op in case["ops"] if "BatchNorm" in op]
        assert not ready, f"a ready-made batch normalization runs: {', '.join(ready)}"


@check(
    "batch_norm", points=0.1, hint="Cast the five tensors to float32 first, and leave the caller's arrays as they are."
)
def test_norm_takes_lists_and_other_precisions(normalized_otherwise, batches):
    for name, expected in normalized_otherwise.expected["results"].items():
        seen = normalized_otherwise.seen["results"][name]
        assert_close(seen, expected, atol=1e-4, what=f"the results of batch_norm ({name})")
        for result in seen:
            assert_dtype(result, "float32", what=f"a result of batch_norm ({name})")
    for name, before in batches["a table"].items():
        assert_kept(before, normalized_otherwise.seen["arguments"][name])


# BatchNorm


def weights_by_role(layer: Any) -> dict[str, Any]:
    """The four weights of a fresh layer, told apart by what they are for and what they start with."""
    found = {}
    for first, second, start, weights in (
        ("gamma", "beta", 1.0, list(layer.trainable_weights)),
        ("moving variance", "moving mean", 1.0, list(layer.non_trainable_weights)),
    ):
        weights.sort(key=lambda weight: float(np.mean(np.abs(np.asarray(weight) - start))))
        found.update(zip((first, second), weights, strict=False))
    return found


def loaded(learner: Any, case: dict[str, np.ndarray], *arguments: Any) -> tuple[Any, dict[str, Any]]:
    """A layer with the weights of a case, and these by their roles."""
    layer = learner.BatchNorm(*arguments)
    layer(np.zeros_like(case["x"]))
    weights = weights_by_role(layer)
    for role, weight in weights.items():
        weight.assign(case[role.replace(" ", "_")])
    return layer, weights


def values_of(weights: dict[str, Any]) -> dict[str, Any]:
    return {role: np.asarray(weight) for role, weight in weights.items()}


@observe
def fresh_layer(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    import keras

    found = {}
    for name in ("a table", "images"):
        layer = learner.BatchNorm()
        layer(batches[name]["x"])
        found[name] = {
            "layer": isinstance(layer, keras.layers.Layer),
            "trainable": [np.asarray(weight) for weight in layer.trainable_weights],
            "others": [np.asarray(weight) for weight in layer.non_trainable_weights],
        }
    return found


@observe
def layer_in_training(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    """Three steps in training mode, then inference."""
    import tensorflow as tf

    found = {}
    for name in ("a table", "images", "sequences", "one row"):
        layer, weights = loaded(learner, batches[name])
        x = tf.constant(batches[name]["x"])
        outputs = [layer(x * scale, training=True) for scale in (1.0, 0.5, 2.0)]
        found[name] = {"outputs": outputs, "weights": values_of(weights), "later": layer(x, training=False)}
    return found


@observe
def layer_in_inference(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name in ("a table", "images", "one image"):
        layer, weights = loaded(learner, batches[name])
        x = tf.constant(batches[name]["x"])
        outputs = {"unsaid": layer(x), "False": layer(x, training=False), "None": layer(x, training=None)}
        found[name] = {"outputs": outputs, "weights": values_of(weights)}
    return found


@observe
def layer_gradients(learner: Any, batches: dict[str, Any], upstream: np.ndarray) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name in ("a table", "images", "equal rows"):
        for mode, training in (("training", True), ("inference", False)):
            layer, weights = loaded(learner, batches[name])
            x = tf.constant(batches[name]["x"])
            with tf.GradientTape() as tape:
                tape.watch(x)
                rows = tf.reshape(layer(x, training=training), (-1, x.shape[-1]))
                weighting = upstream[: rows.shape[0], : rows.shape[1]]
                loss = tf.reduce_sum(rows * weighting) + tf.reduce_sum(rows**2 * weighting)
            found[f"{name}, {mode}"] = tape.gradient(loss, [x, weights["gamma"].value, weights["beta"].value])
    return found


@observe
def layer_in_a_graph(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    """Two training steps by tf.function on known shapes; the exported inference graph."""
    import tensorflow as tf

    found = {}
    for name in ("a table", "images"):
        layer, weights = loaded(learner, batches[name])
        x = tf.constant(batches[name]["x"])
        step = tf.function(lambda x, layer=layer: layer(x, training=True), autograph=False)
        outputs = [step(x), step(3.0 * x + 1.0)]
        found[name] = {
            "outputs": outputs,
            "weights": values_of(weights),
            "graph": export(layer, tf.TensorSpec(x.shape)),
        }
    return found


@evaluate
def layer_graphs(layer_in_a_graph: Any, batches: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"outputs": found["graph"](batches[name]["x"]), "untracked": len(found["graph"].untracked())}
        for name, found in layer_in_a_graph.items()
    }


@observe
def frozen_layer(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    """A frozen layer in training mode, eagerly, in a graph, within a frozen model and frozen from its start; then thawed."""
    import keras
    import tensorflow as tf

    case = batches["a table"]
    x = tf.constant(case["x"])
    layer, weights = loaded(learner, case)
    layer.trainable = False
    frozen = layer(x, training=True)
    graph = tf.function(lambda x: layer(x, training=True), autograph=False)(x)
    counts = [len(layer.trainable_weights), len(layer.non_trainable_weights)]
    after = values_of(weights)
    inner, inner_weights = loaded(learner, case)
    model = keras.Sequential([keras.Input((4,)), inner])
    model.trainable = False
    within = model(x, training=True)
    within_after = values_of(inner_weights)
    born_frozen = learner.BatchNorm(trainable=False)(x, training=True)
    layer.trainable = True
    thawed = layer(x, training=True)
    return {
        "outputs": {
            "eagerly": frozen,
            "in a graph": graph,
            "in a frozen model": within,
            "made with trainable=False": born_frozen,
        },
        "weights": {"eagerly and in a graph": after, "in a frozen model": within_after},
        "counts": counts,
        "thawed": {"outputs": thawed, "weights": values_of(weights)},
    }


@observe
def saved_layer(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    """A model with a layer, trained a step, saved, loaded; what both do afterwards."""
    import os
    import tempfile

    import keras
    import tensorflow as tf

    case = batches["a table"]
    x = tf.constant(case["x"])
    layer, _ = loaded(learner, case, 0.7, 0.3)
    model = keras.Sequential([keras.Input((4,)), layer])
    model(x, training=True)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        again = keras.models.load_model(path, custom_objects={"BatchNorm": learner.BatchNorm})
    kept = type(again.layers[-1]) is learner.BatchNorm
    inference = again(x, training=False)
    training = again(x, training=True)
    moved = [np.asarray(weight) for weight in again.layers[-1].non_trainable_weights]
    shapes = [tuple(weight.shape) for weight in again.trainable_weights]
    return {
        "kept": kept,
        "inference": inference,
        "training": training,
        "moved": sorted(array.tolist() for array in moved),
        "trainable": shapes,
    }


@observe
def layer_arguments(learner: Any, batches: dict[str, Any]) -> dict[str, Any]:
    """Momentum and epsilon: by default, by position and by name."""
    import tensorflow as tf

    case = batches["small numbers"]
    x = tf.constant(case["x"])
    found = {}
    for name, options in {
        "default": {},
        "momentum": {"momentum": 0.5},
        "epsilon": {"epsilon": 0.2},
        "both": {"epsilon": 0.01, "momentum": 0.9},
    }.items():
        layer = learner.BatchNorm(**options)
        layer(x)
        weights = weights_by_role(layer)
        found[name] = {"output": layer(x, training=True), "weights": values_of(weights), "later": layer(x)}
    layer, weights = loaded(learner, case, 0.25, 0.5)
    found["by position"] = {"output": layer(x, training=True), "weights": values_of(weights), "later": layer(x)}
    return found


@check(
    "BatchNorm", points=0.35, hint="Four weights with one number per channel each, of which the optimizer may move two."
)
def test_layer_weights(fresh_layer, batches):
    for name, seen in fresh_layer.seen.items():
        assert seen["layer"] is True, "BatchNorm should be a Keras layer"
        channels = batches[name]["x"].shape[-1]
        for kind, title in (("trainable", "trainable"), ("others", "non-trainable")):
            shapes = [np.shape(weight) for weight in seen[kind]]
            assert len(shapes) == 2, f"there are {len(shapes)} {title} weights"
            assert all(shape == (channels,) for shape in shapes), f"the {title} weights have the shapes {shapes}"


@check(
    "BatchNorm",
    points=0.3,
    hint="A layer that has learned nothing yet should leave standardized inputs as they are, in either mode.",
)
def test_layer_starts_as_keras_does(fresh_layer):
    for name, seen in fresh_layer.seen.items():
        for kind, title in (("trainable", "trainable"), ("others", "non-trainable")):
            starts = sorted(float(np.mean(weight)) for weight in seen[kind])
            expected = sorted(float(np.mean(weight)) for weight in fresh_layer.expected[name][kind])
            assert_close(starts, expected, what=f"the start values of the {title} weights")


@check(
    "BatchNorm",
    points=0.3,
    hint="In training mode the batch's own mean and variance normalize, then gamma and beta act.",
)
def test_layer_outputs_in_training(layer_in_training):
    for name, expected in layer_in_training.expected.items():
        seen = layer_in_training.seen[name]["outputs"]
        assert_close(seen, expected["outputs"], atol=1e-4, what=f"the outputs in training mode ({name})")


@check(
    "BatchNorm",
    points=0.35,
    hint="After each batch in training mode the moving statistics take one step, and stay where they got.",
)
def test_layer_moves_statistics(layer_in_training):
    for name, expected in layer_in_training.expected.items():
        seen = layer_in_training.seen[name]
        assert_close(seen["weights"], expected["weights"], what=f"the weights after three batches ({name}):")
        assert_close(seen["later"], expected["later"], atol=1e-4, what=f"the outputs of inference afterwards ({name})")


@check(
    "BatchNorm",
    points=0.3,
    hint="Unless told to train it predicts: by the moving statistics, which stay where they are.",
)
def test_layer_in_inference(layer_in_inference):
    for name, expected in layer_in_inference.expected.items():
        seen = layer_in_inference.seen[name]
        for mode, outputs in expected["outputs"].items():
            what = f"the outputs with training {mode if mode == 'unsaid' else '= ' + mode} ({name})"
            assert_close(seen["outputs"][mode], outputs, atol=1e-4, what=what)
        assert_close(seen["weights"], expected["weights"], what=f"the weights after inference ({name}):")


@check("BatchNorm", points=0.35, hint="The gradient passes through the batch's statistics, and reaches gamma and beta.")
def test_layer_gradients(layer_gradients):
    for name, expected in layer_gradients.expected.items():
        for argument, one, other in zip(("x", "gamma", "beta"), layer_gradients.seen[name], expected, strict=True):
            assert one is not None, f"no gradient reaches {argument} ({name})"
            size = float(np.max(np.abs(other)))
            assert_close(one, other, atol=1e-4 * (1 + size), rtol=1e-3, what=f"the gradient for {argument} ({name})")


@check(
    "BatchNorm",
    points=0.3,
    hint="In a graph only what is assigned to a weight is remembered, and Keras should know that weight.",
)
def test_layer_in_a_graph(layer_in_a_graph, layer_graphs):
    for name, expected in layer_in_a_graph.expected.items():
        seen = layer_in_a_graph.seen[name]
        assert_close(seen["outputs"], expected["outputs"], atol=1e-4, what=f"the outputs inside tf.function ({name})")
        assert_close(seen["weights"], expected["weights"], what=f"the weights after two steps of a graph ({name}):")
        outputs, alone = layer_graphs.expected[name]["outputs"], layer_graphs.seen[name]
        assert_close(alone["outputs"], outputs, atol=1e-4, what=f"the outputs of the inference graph ({name})")
        assert not alone["untracked"], f"{alone['untracked']} weights are used, but Keras does not know of them"


@check(
    "BatchNorm",
    points=0.35,
    hint="Who freezes this layer wants its statistics left alone, even while the rest of the model trains.",
)
def test_layer_frozen(frozen_layer):
    seen, expected = frozen_layer.seen, frozen_layer.expected
    for where, outputs in expected["outputs"].items():
        assert_close(seen["outputs"][where], outputs, atol=1e-4, what=f"the outputs of a frozen layer ({where})")
        assert_close(seen["counts"], expected["counts"], what="how many weights of a frozen layer train, and do not,")
    assert_close(seen["weights"], expected["weights"], what="the weights of a frozen layer after training mode:")
    assert_close(seen["thawed"], expected["thawed"], atol=1e-4, what="the layer when it is trainable again:")


@check(
    "BatchNorm",
    points=0.3,
    hint="A loaded layer knows what its configuration tells: all that the constructor was given.",
)
def test_layer_saved_and_loaded(saved_layer):
    seen, expected = saved_layer.seen, saved_layer.expected
    assert seen["kept"] is True, "the loaded layer is no BatchNorm"
    assert seen["trainable"] == expected["trainable"], "the loaded layer has other trainable weights"
    for what in ("inference", "training"):
        assert_close(seen[what], expected[what], atol=1e-4, what=f"the outputs of the loaded model ({what})")
    assert_close(seen["moved"], expected["moved"], what="the moving statistics of the loaded model after a batch")


@check("BatchNorm", points=0.1, hint="Momentum first, then epsilon, with the defaults that the signature names.")
def test_layer_arguments(layer_arguments):
    for name, expected in layer_arguments.expected.items():
        assert_close(layer_arguments.seen[name], expected, atol=1e-4, what=f"a layer with its arguments ({name}):")


# conv_bn


@pytest.fixture(scope="module")
def pictures(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "conv_bn inputs")
    return {
        "color": draw.normal(size=(2, 5, 6, 3)).astype("float32"),
        "gray": draw.random((3, 4, 4, 1)).astype("float32"),
    }


@pytest.fixture(scope="module")
def block_weights(run_seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Weights of the blocks with 4 filters for color and 2 for gray images.

    The first filter's normalization turns 0 into a positive number: there a relu too many before it shows.
    """
    draw = generator(run_seed, "conv_bn weights")
    found = {
        name: {
            "kernel": draw.normal(0, 0.8, (3, 3, channels, filters)).astype("float32"),
            "gamma": draw.uniform(0.5, 1.5, filters).astype("float32"),
            "beta": draw.normal(0, 0.5, filters).astype("float32"),
            "moving mean": draw.normal(0, 0.5, filters).astype("float32"),
            "moving variance": draw.uniform(0.5, 2, filters).astype("float32"),
        }
        for name, channels, filters in (("color", 3, 4), ("gray", 1, 2))
    }
    for weights in found.values():
        weights["beta"][0], weights["moving mean"][0] = 0.5, -0.5
    return found


@observe
def blocks(learner: Any, pictures: dict[str, np.ndarray]) -> dict[str, Any]:
    import keras
    import tensorflow as tf

    found = {}
    for order, name, arguments in (
        ("before", "color", (4, "before")),
        ("after", "color", (4, "after")),
        ("default", "gray", (2,)),
    ):
        block = learner.conv_bn(*arguments)
        x = tf.constant(pictures[name])
        block(x, training=False)
        graph = export(block, tf.TensorSpec([None, *x.shape[1:]]))
        still = [np.asarray(weight) for weight in block.non_trainable_weights]
        training = [block(x, training=True), block(x, training=True)]
        moved = [np.asarray(weight) for weight in block.non_trainable_weights]
        found[order] = {
            "graph": graph,
            "sequential": isinstance(block, keras.Sequential),
            "training": training,
            "moves": any(not np.array_equal(one, other) for one, other in zip(still, moved, strict=True)),
        }
    again = learner.conv_bn(*arguments)  # the last one once more
    again(x, training=False)
    found[order]["shared"] = shared_weights(again, block)
    return found


@observe
def block_errors(learner: Any) -> dict[str, Any]:
    return {order: attempt(learner.conv_bn, 4, order) for order in OTHER_ORDERS}


@evaluate
def block_graphs(blocks: Any, pictures: dict[str, np.ndarray], block_weights: dict[str, Any]) -> dict[str, Any]:
    def role(row: dict[str, Any]) -> str:
        if row["value"].ndim > 1:
            return "kernel"
        ones = bool(np.mean(row["value"]) > 0.5)
        if row["trainable"]:
            return "gamma" if ones else "beta"
        return "moving variance" if ones else "moving mean"

    found = {}
    for order, block in blocks.items():
        name = "gray" if order == "default" else "color"
        values, graph = block_weights[name], block["graph"]

        def value(_: int, row: dict[str, Any], values: Any = values) -> Any:
            fits = values[role(row)].shape == row["value"].shape
            return values[role(row)] if fits else row["value"]

        tracked = [row for row in graph.weights if row["tracked"]]
        found[order] = {
            "outputs": graph.with_weights(value)(pictures[name]),
            "trainable": sorted(int(np.prod(row["shape"])) for row in tracked if row["trainable"]),
            "others": sorted(int(np.prod(row["shape"])) for row in tracked if not row["trainable"]),
        }
    return found


def assert_block(block_graphs: Any, order: str) -> None:
    seen, expected = block_graphs.seen[order]["outputs"], block_graphs.expected[order]["outputs"]
    assert_close(seen, expected, atol=5e-3, rtol=5e-3, what=f"the output of the block ({order})")


@check("conv_bn", points=0.2, hint="Each call returns a new keras.Sequential, which works like a layer.")
def test_block_is_sequential(blocks):
    for block in blocks.seen.values():
        assert block["sequential"] is True, "conv_bn should return a keras.Sequential"
    shared = blocks.seen["default"]["shared"]
    assert not shared, f"two blocks share {shared} weights: each should have its own"


@check(
    "conv_bn",
    points=0.35,
    hint="Convolution, normalization, relu: is the image as large as before, and is nothing negative left?",
)
def test_block_before(block_graphs):
    assert_block(block_graphs, "before")


@check(
    "conv_bn", points=0.35, hint="Convolution, relu, normalization: what comes last may make numbers negative again."
)
def test_block_after(block_graphs):
    assert_block(block_graphs, "after")


@check("conv_bn", points=0.1, hint="Which order holds when none is given?")
def test_block_default_order(block_graphs):
    assert_block(block_graphs, "default")


@check(
    "conv_bn",
    points=0.2,
    hint="Count: one kernel, and four numbers per filter for the normalization. What adds one more?",
)
def test_block_without_bias(block_graphs):
    for order, expected in block_graphs.expected.items():
        seen = block_graphs.seen[order]
        assert seen["trainable"] == expected["trainable"], (
            f"the trainable weights have {seen['trainable']} entries ({order})"
        )
        assert seen["others"] == expected["others"], f"the other weights have {seen['others']} entries ({order})"


@check("conv_bn", points=0.1, hint="In training mode the block's normalization gathers statistics.")
def test_block_trains(blocks):
    for order, block in blocks.seen.items():
        assert block["moves"] is True, f"training mode leaves the moving statistics of the block as they are ({order})"
        one, other = block["training"]
        assert_close(one, other, what=f"the output for one batch in training mode, a second time ({order}),")


@check("conv_bn", points=0.2, hint="Two words are allowed for the order; all others deserve an error that says so.")
def test_block_rejects_other_orders(block_errors):
    for order, attempted in block_errors.seen.items():
        assert_raised(attempted, "ValueError", what=f"conv_bn with order={order!r}")
