"""Hidden checks of topic 01: describing tensors, broadcasting, masked means, Newton's square root in eager mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_raised,
    assert_shape,
    attempt,
    check,
    generator,
    is_int,
    observe,
    value_of,
)

KINDS = ("float32", "float64", "float16", "int32", "int64", "uint8", "bool", "complex64", "string")
BOARDS = {
    "even": (4, 6),
    "odd": (5, 3),
    "upright": (9, 2),
    "wide": (2, 7),
    "square": (8, 8),
    "very wide": (2, 4101),  # beyond 2048 a float16 skips every other integer
}
EDGES = [(0, 0), (0, 3), (4, 0), (1, 1), (1, 6), (5, 1)]
HALF = ([[100.0, -100.0], [64.0, 32.0]], [[-100.0, 100.0], [0.5, 0.25], [64.0, -96.0]])  # squares beyond float16
LONG = 400  # entries along a long axis; one twice as long shows whether Python's work grows


def python_steps(function: Callable[..., Any], *arguments: Any) -> int:
    """How many bytecode instructions Python runs in one call: it is what a loop makes grow, on any machine."""
    import sys

    steps = 0

    def count(frame: Any, event: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return count

    sys.settrace(count)
    try:
        function(*arguments)
    finally:
        sys.settrace(None)
    return steps


def assert_no_growth(steps: dict[str, Any], what: str) -> None:
    """Fail when a call on a longer axis took more of Python than one instruction per further entry.

    A loop takes several per entry; vectorized code takes as many as before, up to noise that goes with the whole.
    A long axis is compared with one twice as long: a short one may take another way through the libraries, since
    Python keeps one object for each integer up to 256, and a graph keeps small tensors as constants.
    """
    for name, (long, twice) in steps["long"].items():
        told = f"{what}: with twice as many {name} Python takes {twice:,} steps instead of {long:,}"
        assert twice - long < LONG + 0.05 * steps["short"], told


# describe


@pytest.fixture(scope="module")
def shapes(run_seed: int) -> list[list[int]]:
    """Shapes of every rank from 1 to 5, one of them with an empty axis."""
    draw = generator(run_seed, "shapes")
    return [draw.integers(2, 7, rank).tolist() for rank in (1, 2, 3, 4, 5)] + [[3, 0, 2], [1, 1]]


def told(learner: Any, thing: Any) -> dict[str, Any]:
    """What `describe` says, and whether it says so in Python's own types."""
    found = learner.describe(thing)
    if not isinstance(found, dict):
        return {"said": found, "a dict": False, "plain": False}
    shape = found.get("shape")
    plain = {
        "shape": isinstance(shape, tuple) and all(type(length) is int for length in shape),
        "rank": type(found.get("rank")) is int,
        "dtype": isinstance(found.get("dtype"), str),
        "size": type(found.get("size")) is int,
    }
    return {"said": found, "a dict": True, "plain": plain}


@observe
def described(learner: Any, shapes: list[list[int]]) -> dict[str, Any]:
    import tensorflow as tf

    def of_kind(kind: str) -> Any:
        return tf.constant([["one", "two"]]) if kind == "string" else tf.cast([[0, 1]], kind)

    return {
        "shapes": [told(learner, tf.zeros(shape)) for shape in shapes],
        "kinds": {kind: attempt(told, learner, of_kind(kind)) for kind in KINDS},
        "scalar": attempt(told, learner, tf.constant(4.5)),
    }


@observe
def described_others(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    others = {
        "a float": 2.5,
        "an int": 7,
        "a float that equals that int": 7.0,
        "a truth value": True,
        "a string": "four",
        "a list": [1.0, 2.0, 3.0],
        "a nested list": [[[1, 2], [3, 4], [5, 6]]],
        "a tuple": (0.5, 1.5),
        "an array": np.zeros((2, 5), "int64"),
        "an array of strings": np.array(["one", "two"]),
        "a NumPy number": np.float32(3),
        "a variable": tf.Variable(tf.zeros((3, 2))),
    }
    return {name: attempt(told, learner, thing) for name, thing in others.items()}


def said(seen: Any, key: str) -> Any:
    """One entry of what `describe` said, arrays of numbers as numbers or lists: kinds have a check of their own."""
    assert seen["a dict"] is True, "describe should return a dict"
    assert key in seen["said"], f"the dict has no entry {key!r}"
    entry = seen["said"][key]
    entry = entry.tolist() if isinstance(entry, np.ndarray) else entry
    if key != "shape" or not isinstance(entry, list | tuple):
        return entry
    return [one.tolist() if isinstance(one, np.ndarray) else one for one in entry]


def assert_said(seen: Any, expected: Any, keys: tuple[str, ...], what: str) -> None:
    for key in keys:
        assert said(seen, key) == said(expected, key), f"the {key} of {what} is not right"


@check("describe", points=0.35, hint="One length per axis, in their order. An axis may be empty.")
def test_describe_shape(described):
    for seen, expected in zip(described.seen["shapes"], described.expected["shapes"], strict=True):
        assert_said(seen, expected, ("shape",), f"a tensor of rank {len(said(expected, 'shape'))}")


@check("describe", points=0.3, hint="How many axes, and how many entries in all: the product of the shape.")
def test_describe_rank_and_size(described):
    for seen, expected in zip(described.seen["shapes"], described.expected["shapes"], strict=True):
        assert_said(seen, expected, ("rank", "size"), f"a tensor of rank {len(said(expected, 'shape'))}")


@check("describe", points=0.3, hint="A dtype knows its name; the dtype stays the tensor's own.")
def test_describe_dtype(described):
    for kind in KINDS:
        seen = value_of(described.seen["kinds"][kind], f"describe of a {kind} tensor")
        assert_said(seen, described.expected["kinds"][kind]["value"], ("dtype", "size"), f"a {kind} tensor")


@check("describe", points=0.2, hint="A scalar has no axes, and yet it holds one number.")
def test_describe_scalar(described):
    seen = value_of(described.seen["scalar"], "describe of a scalar")
    assert_said(seen, described.expected["scalar"]["value"], ("shape", "rank", "size"), "a scalar")


@check("describe", points=0.15, hint="What comes in need not be a tensor yet: make it one first.")
def test_describe_takes_anything(described_others):
    for name, expected in described_others.expected.items():
        seen = value_of(described_others.seen[name], f"describe of {name}")
        assert_said(seen, expected["value"], ("shape", "rank", "dtype", "size"), name)


@check("describe", points=0.2, hint="What would type(…) say of each of the four entries, and of each length?")
def test_describe_in_plain_python(described):
    answers = [*described.seen["shapes"], value_of(described.seen["scalar"], "describe of a scalar")]
    for seen in answers:
        assert seen["a dict"] is True, "describe should return a dict"
        for key, kind in (("shape", "tuple of ints"), ("rank", "int"), ("dtype", "str"), ("size", "int")):
            assert seen["plain"][key] is True, f"the {key} is no {kind} of Python's own"


# checkerboard


@pytest.fixture(scope="module")
def sides(run_seed: int) -> tuple[int, int]:
    """None of the sizes whose steps are counted: a graph would be traced already."""
    height, width = generator(run_seed, "sides").integers(14, 40, 2).tolist()
    return height, width


@observe
def boards(learner: Any, sides: tuple[int, int]) -> dict[str, Any]:
    found = {name: learner.checkerboard(*size) for name, size in BOARDS.items()}
    return {**found, "large": learner.checkerboard(width=sides[1], height=sides[0])}


@observe
def edge_boards(learner: Any) -> list[Any]:
    return [attempt(learner.checkerboard, *size) for size in EDGES]


@observe
def board_steps(learner: Any) -> dict[str, Any]:
    import gc

    gc.disable()
    for size in ((6, 6), (5, 7), (50, 6), (6, 50)):
        learner.checkerboard(*size)

    def steps(*size: int) -> int:
        return python_steps(learner.checkerboard, *size)

    long = {  # new sizes: none is cached
        "rows": [steps(LONG, 4), steps(2 * LONG, 4)],
        "columns": [steps(3, LONG), steps(3, 2 * LONG)],
    }
    return {"short": steps(13, 11), "long": long}


@check("checkerboard", points=0.2, hint="As many rows as the height says, as many columns as the width.")
def test_board_shape(boards):
    for name, expected in boards.expected.items():
        assert_shape(boards.seen[name], expected.shape, what=f"the board ({name})")


@check(
    "checkerboard",
    points=0.5,
    hint="Any two neighbors differ, beside and below each other: also on odd and even sides.",
)
def test_board_alternates(boards):
    for name, expected in boards.expected.items():
        seen = np.asarray(boards.seen[name], "float32")
        assert_close(np.abs(np.diff(seen, axis=-1)), np.ones_like(expected[:, 1:]), what="the step to the right")
        assert_close(np.abs(np.diff(seen, axis=0)), np.ones_like(expected[1:]), what="the step down")


@check("checkerboard", points=0.2, hint="Which of the two colors comes first?")
def test_board_begins_with_zero(boards):
    for name, expected in boards.expected.items():
        assert_close(np.asarray(boards.seen[name], "float32"), expected, what=f"the board ({name})")


@check("checkerboard", points=0.15, hint="The arithmetic is done with integers; the board is none.")
def test_board_is_float32(boards):
    for name in boards.expected:
        assert_dtype(boards.seen[name], "float32", what=f"the board ({name})")


@check("checkerboard", points=0.15, hint="One row, one column, no row at all: what does your code give then?")
def test_board_of_one_or_none(edge_boards):
    for seen, expected, size in zip(edge_boards.seen, edge_boards.expected, EDGES, strict=True):
        found = value_of(seen, f"checkerboard{size}")
        assert_close(np.asarray(found, "float32"), expected["value"], what=f"checkerboard{size}")


@check("checkerboard", points=0.3, hint="Neither over the cells nor over the rows: let a column meet a row.")
def test_board_without_a_loop(board_steps):
    assert_no_growth(board_steps.seen, "checkerboard")


# pairwise_distances


def distances(a: Any, b: Any) -> np.ndarray:
    """The truth, in float64."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    return np.sqrt(np.sum((a[:, None] - b[None]) ** 2, axis=-1))


@pytest.fixture(scope="module")
def points(run_seed: int) -> dict[str, list[np.ndarray]]:
    """Pairs of point sets."""
    draw = generator(run_seed, "points")

    def normal(*shape: int) -> np.ndarray:
        return draw.normal(size=shape).astype("float32")

    far = draw.uniform(60, 100, (7, 6)).astype("float32")
    mixed = (10 ** draw.uniform(-3, 2, (24, 32)) * draw.choice([-1, 1], (24, 32))).astype("float32")
    near = (far + draw.uniform(-0.02, 0.02, far.shape)).astype("float32").clip(-100, 100)
    return {
        "few to many": [normal(3, 2), normal(8, 2)],
        "many to few": [normal(9, 4), normal(2, 4)],
        "as many": [normal(5, 3), normal(5, 3)],
        "in one dimension": [normal(4, 1), normal(3, 1) + 9],
        "as many as dimensions": [normal(3, 3), normal(3, 3)],
        "a single one": [normal(1, 5), normal(1, 5)],
        "one to many": [normal(1, 3), normal(6, 3)],
        "none to many": [normal(0, 3), normal(4, 3)],
        "many to none": [normal(4, 2), normal(0, 2)],
        "the same": [far, far],
        "the same, of large and small coordinates": [mixed, mixed],
        "close to each other": [far, near],
        "whole numbers": [draw.integers(0, 100, (n, 3)).astype("float32") for n in (6, 5)],
        "far from each other": [-far, far],
        "zeros": [np.zeros((2, 3), "float32"), np.zeros((4, 3), "float32")],
    }


PLAIN = ("few to many", "many to few", "as many", "in one dimension", "as many as dimensions")
FEW = ("a single one", "one to many", "none to many", "many to none")
DELICATE = (
    "the same",
    "the same, of large and small coordinates",
    "close to each other",
    "far from each other",
    "zeros",
)


@observe
def measured(learner: Any, points: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    return {
        name: attempt(learner.pairwise_distances, tf.constant(a), tf.constant(b)) for name, (a, b) in points.items()
    }


@observe
def measured_huge(learner: Any, points: dict[str, Any]) -> dict[str, Any]:
    """Finite points whose squares are not."""
    import tensorflow as tf

    a, b = points["few to many"]
    found = {}
    for scale in (1e12, 1e25, 3e37):
        one, other = np.clip(a, -3, 3) * np.float32(scale), np.clip(b, -3, 3) * np.float32(scale)
        both = np.concatenate([one, other])
        found[f"{scale:.0e}"] = [
            learner.pairwise_distances(tf.constant(one), tf.constant(other)),
            learner.pairwise_distances(tf.constant(both), tf.constant(both)),
        ]
    return found


@observe
def measured_otherwise(learner: Any, points: dict[str, Any]) -> dict[str, Any]:
    """NumPy arrays, lists, other precisions, keywords; the arguments afterwards."""
    import tensorflow as tf

    a, b = (array.copy() for array in points["few to many"])
    found = {
        "arrays": learner.pairwise_distances(a, b),
        "lists": learner.pairwise_distances(a.tolist(), b.tolist()),
        "float64 arrays": learner.pairwise_distances(a.astype("float64"), b.astype("float64")),
        "float64": learner.pairwise_distances(tf.constant(a, tf.float64), tf.constant(b, tf.float64)),
        "float64 and float32": learner.pairwise_distances(tf.constant(a, tf.float64), tf.constant(b)),
        "a variable": learner.pairwise_distances(tf.Variable(a), tf.constant(b)),
        "keywords": learner.pairwise_distances(b=b, a=a),
    }
    whole = [array.astype("uint8") for array in points["whole numbers"]]
    half = [tf.constant(array, tf.float16) for array in HALF]
    return {
        "results": found,
        "uint8": learner.pairwise_distances(*whole),
        "float16": learner.pairwise_distances(*half),
        "arguments": [a, b],
    }


@observe
def measured_errors(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    cases = {
        "3 and 2 coordinates": ((4, 3), (5, 2)),
        "1 and 3 coordinates": ((4, 1), (5, 3)),
        "3 and 1 coordinates": ((4, 3), (4, 1)),
        "2 and 4 coordinates, (4, 2) and (2, 4)": ((4, 2), (2, 4)),
        "no points, of 3 and 2 coordinates": ((0, 3), (5, 2)),
    }
    return {
        name: attempt(learner.pairwise_distances, tf.ones(one), tf.ones(other)) for name, (one, other) in cases.items()
    }


@observe
def measuring_steps(learner: Any) -> dict[str, Any]:
    import gc

    import tensorflow as tf

    gc.disable()
    for one, other in (((3, 2), (6, 2)), ((50, 2), (3, 2)), ((3, 2), (50, 2)), ((3, 50), (2, 50))):
        learner.pairwise_distances(tf.ones(one), tf.zeros(other))

    def steps(one: tuple[int, int], other: tuple[int, int]) -> int:
        return python_steps(learner.pairwise_distances, tf.ones(one), tf.zeros(other))

    long = {
        "points in a": [steps((n, 3), (4, 3)) for n in (LONG, 2 * LONG)],
        "points in b": [steps((4, 3), (n, 3)) for n in (LONG, 2 * LONG)],
        "coordinates": [steps((4, n), (3, n)) for n in (LONG, 2 * LONG)],
    }
    return {"short": steps((4, 3), (5, 3)), "long": long}


def assert_measured(measured: Any, points: Any, names: tuple[str, ...]) -> None:
    for name in names:
        seen = value_of(measured.seen[name], f"pairwise_distances ({name})")
        assert_close(seen, distances(*points[name]), atol=1e-3, rtol=0, what=f"the distances ({name})")


@check(
    "pairwise_distances",
    points=0.6,
    hint="Each point of a to each point of b: subtract, square, add up, take the root.",
)
def test_distances(measured, points):
    assert_measured(measured, points, PLAIN)


@check(
    "pairwise_distances",
    points=0.25,
    hint="The rows belong to a, the columns to b; a table stays a table, be it empty.",
)
def test_distances_of_one_or_none(measured, points):
    assert_measured(measured, points, FEW)


@check(
    "pairwise_distances",
    points=0.45,
    hint="Seven digits: what is left of them when two numbers of 50,000 are subtracted that are nearly equal?",
)
def test_distances_stay_exact(measured, points):
    assert_measured(measured, points, DELICATE)


@check(
    "pairwise_distances",
    points=0.25,
    hint="The square of a large number may be infinite. What is infinity minus infinity? And the root below zero?",
)
def test_distances_are_never_nan(measured, measured_huge):
    answers = [value_of(attempted, f"pairwise_distances ({name})") for name, attempted in measured.seen.items()]
    answers += [answer for pair in measured_huge.seen.values() for answer in pair]
    for answer in answers:
        assert np.asarray(answer).dtype.kind == "f", "the distances should be floating-point numbers"
        assert not np.isnan(np.asarray(answer)).any(), "some distances of finite points are NaN"


@check("pairwise_distances", points=0.2, hint="What comes in may be an array, a list, or float64: convert it first.")
def test_distances_of_other_inputs(measured_otherwise, points):
    for name, seen in measured_otherwise.seen["results"].items():
        assert_close(seen, distances(*points["few to many"]), atol=1e-3, rtol=0, what=f"the distances ({name})")
        assert_dtype(seen, "float32", what=f"the result ({name})")
    whole = distances(*points["whole numbers"])
    assert_close(measured_otherwise.seen["uint8"], whole, atol=1e-3, rtol=0, what="the distances (arrays of uint8)")
    half = distances(*(np.array(array) for array in HALF))
    assert_close(measured_otherwise.seen["float16"], half, atol=1e-3, rtol=0, what="the distances (float16)")
    assert_dtype(measured_otherwise.seen["float16"], "float32", what="the result (float16)")
    assert_close(measured_otherwise.seen["arguments"], points["few to many"], what="the points after the call")


@check(
    "pairwise_distances",
    points=0.35,
    hint="Compare the last axes yourself: broadcasting repeats an axis of length 1, and TensorFlow raises another error.",
)
def test_distances_need_one_space(measured_errors):
    for name, attempted in measured_errors.seen.items():
        assert_raised(attempted, "ValueError", what=f"pairwise_distances of points with {name}")


@check("pairwise_distances", points=0.4, hint="Neither over the points nor over the coordinates: a third axis does it.")
def test_distances_without_a_loop(measuring_steps):
    assert_no_growth(measuring_steps.seen, "pairwise_distances")


# masked_mean

SHAPES = {"vector": (9,), "matrix": (5, 7), "block": (3, 4, 6), "square": (4, 4), "thin block": (3, 1, 4)}


@pytest.fixture(scope="module")
def holed(run_seed: int) -> dict[str, Any]:
    """Values of rank 1, 2 and 3 with masks; some values that count are zero, some slices have nothing that counts."""
    draw = generator(run_seed, "holed")
    found = {}
    for name, shape in SHAPES.items():
        values = draw.normal(1.5, 2.0, shape).astype("float32")
        values[draw.random(shape) < 0.15] = 0.0
        mask = draw.random(shape) < 0.6
        mask.flat[0], mask.flat[1] = True, False
        found[name] = {"values": values, "mask": mask}
    for axis, name in ((0, "matrix"), (1, "block")):  # one column and one row of the matrix, parts of the block
        np.moveaxis(found[name]["mask"], axis, 0)[:, 2] = False
    found["matrix"]["mask"][3] = False
    return found


@observe
def averaged(learner: Any, holed: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    found: dict[str, Any] = {}
    for name, case in holed.items():
        values, mask = tf.constant(case["values"]), tf.constant(case["mask"])
        found[name] = {"all": attempt(learner.masked_mean, values, mask)}
        for axis in range(-values.shape.rank, values.shape.rank):
            found[name][f"axis={axis}"] = attempt(learner.masked_mean, values, mask, axis)
    return found


@observe
def averaged_holes(learner: Any, holed: dict[str, Any]) -> dict[str, Any]:
    """The same values with NaN and infinities where the mask is False."""
    import tensorflow as tf

    found: dict[str, Any] = {}
    for hole in (np.nan, np.inf, -np.inf, 1e30):
        for name in ("vector", "matrix", "block"):
            mask = holed[name]["mask"]
            values = tf.constant(np.where(mask, holed[name]["values"], np.float32(hole)))
            for axis in (None, 0, -1):
                found[f"{hole} in a {name}, axis={axis}"] = attempt(learner.masked_mean, values, mask, axis=axis)
    return found


@observe
def averaged_nothing(learner: Any, holed: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name in ("vector", "block"):
        values = tf.constant(holed[name]["values"])
        nothing = tf.zeros(values.shape, tf.bool)
        for axis in (None, 0, -1):
            found[f"a {name}, axis={axis}"] = attempt(learner.masked_mean, values, nothing, axis)
    for shape, axes in (((0,), (None, 0)), ((3, 0), (None, 0, 1))):
        values, nothing = tf.zeros(shape), tf.zeros(shape, tf.bool)
        for axis in axes:
            found[f"values of shape {shape}, axis={axis}"] = attempt(learner.masked_mean, values, nothing, axis)
    return found


@observe
def averaged_all(learner: Any, holed: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    values = tf.constant(holed["matrix"]["values"])
    everything = tf.ones(values.shape, tf.bool)
    found = {str(axis): learner.masked_mean(values, everything, axis=axis) for axis in (None, 0, 1)}
    many = tf.ones([300])  # more than a byte can count
    found["300 ones"] = learner.masked_mean(many, tf.ones([300], tf.bool))
    return {"finite": found, "infinite": learner.masked_mean(tf.constant([np.inf]), tf.constant([True]))}


@observe
def averaged_otherwise(learner: Any, holed: dict[str, Any]) -> dict[str, Any]:
    """NumPy arrays, lists, other precisions, keywords; the arguments afterwards."""
    import tensorflow as tf

    mask = holed["square"]["mask"].copy()
    values = np.where(mask, holed["square"]["values"], np.float32(np.nan))
    untouched, untouched_mask = values.copy(), mask.copy()
    found = {
        "arrays": learner.masked_mean(values, mask),
        "arrays, axis=0": learner.masked_mean(values, mask, axis=0),
        "lists": learner.masked_mean(values.tolist(), mask.tolist()),
        "float64 array": learner.masked_mean(values.astype("float64"), mask),
        "float64": learner.masked_mean(tf.constant(values, tf.float64), tf.constant(mask)),
        "float64, axis=1": learner.masked_mean(tf.constant(values, tf.float64), tf.constant(mask), axis=1),
        "float16, a sum beyond its range": learner.masked_mean(
            tf.ones([2000], tf.float16) * 100, tf.ones([2000], tf.bool)
        ),
        "a variable": learner.masked_mean(tf.Variable(values), tf.constant(mask)),
        "keywords": learner.masked_mean(axis=None, mask=mask, values=values),
    }
    same = np.array_equal(values, untouched, equal_nan=True) and np.array_equal(mask, untouched_mask)
    return {"results": found, "arguments untouched": same}


def assert_averaged(observation: Any, names: Any = None) -> None:
    for name in names or observation.expected:
        seen = value_of(observation.seen[name], f"masked_mean ({name})")
        assert_close(seen, observation.expected[name]["value"], atol=1e-5, what=f"the mean ({name})")


@check(
    "masked_mean", points=0.4, hint="Add up what counts, and divide by how many of them there are: not by all entries."
)
def test_mean_of_all(averaged):
    for name, expected in averaged.expected.items():
        seen = value_of(averaged.seen[name]["all"], f"masked_mean of a {name}")
        assert_close(seen, expected["all"]["value"], what=f"the mean of a {name}")


@check(
    "masked_mean",
    points=0.4,
    hint="Each slice has a count of its own. The axis is gone afterwards; -1 is the last one.",
)
def test_mean_along_an_axis(averaged):
    for name, expected in averaged.expected.items():
        for axis, attempted in expected.items():
            seen = value_of(averaged.seen[name][axis], f"masked_mean of a {name}, {axis}")
            counts = attempted["value"] != 0  # where nothing counts, another check looks
            assert_shape(seen, np.shape(attempted["value"]), what=f"the mean of a {name}, {axis}")
            assert_close(np.asarray(seen)[counts], attempted["value"][counts], what=f"the mean of a {name}, {axis}")


@check(
    "masked_mean", points=0.6, hint="What is 0 · NaN? Choose the values that count instead of multiplying by the mask."
)
def test_holes_have_no_influence(averaged_holes):
    for name, expected in averaged_holes.expected.items():
        seen = value_of(averaged_holes.seen[name], f"masked_mean ({name})")
        counts = expected["value"] != 0
        assert_shape(seen, np.shape(expected["value"]), what=f"the mean ({name})")
        assert_close(np.asarray(seen)[counts], expected["value"][counts], what=f"the mean ({name})")


@check("masked_mean", points=0.25, hint="What is 0 / 0? And is there anything at all in an empty tensor?")
def test_mean_of_nothing_is_zero(averaged_nothing):
    assert_averaged(averaged_nothing)


@check("masked_mean", points=0.3, hint="One row may have nothing that counts while its neighbors do.")
def test_empty_slice_gives_zero(averaged):
    for name, axis in (("matrix", "axis=0"), ("matrix", "axis=-1"), ("block", "axis=1"), ("block", "axis=-1")):
        seen = value_of(averaged.seen[name][axis], f"masked_mean of a {name}, {axis}")
        assert_close(seen, averaged.expected[name][axis]["value"], what=f"the mean of a {name}, {axis}")


@check("masked_mean", points=0.15, hint="Where everything counts, it is the plain mean.")
def test_mean_without_holes(averaged_all):
    seen, expected = averaged_all.seen, averaged_all.expected
    assert_close(seen["finite"], expected["finite"], what="the mean where everything counts")
    assert_shape(seen["infinite"], (), what="the mean of an infinite number")
    assert np.isposinf(seen["infinite"]), "an infinite number that counts does not make the mean infinite"


@check("masked_mean", points=0.25, hint="What comes in may be an array, a list, or float64; what comes out is float32.")
def test_mean_of_other_inputs(averaged_otherwise):
    for name, expected in averaged_otherwise.expected["results"].items():
        seen = averaged_otherwise.seen["results"][name]
        assert_close(seen, expected, what=f"the mean ({name})")
        assert_dtype(np.asarray(seen, "float32") if type(seen) is float else seen, "float32", what=f"the mean ({name})")


@check("masked_mean", points=0.15, hint="Is it your copy that you fill the holes of, or the caller's array?")
def test_mean_leaves_its_arguments_alone(averaged_otherwise):
    assert averaged_otherwise.seen["arguments untouched"] is True, "the arrays that were given have changed"


# newton_sqrt

TOLERANCES = (0.3, 0.05, 1e-3, 1e-4)


def clear_cut(value: float, tolerance: float) -> bool:
    """Whether Newton's iteration stops at the same step in any precision: no step comes near to the limit."""
    root, limit = max(value, 1.0), tolerance * max(value, 1.0)
    while True:
        error = abs(root * root - value) / limit
        if 0.8 < error < 1.25:
            return False
        if error <= 0.8:
            return True
        root = (root + value / root) / 2


def steps_of(value: float, tolerance: float, scale: float) -> int:
    """Newton's steps from `max(value, 1)` until the error is at most `tolerance * scale`."""
    root, steps = max(value, 1.0), 0
    while abs(root * root - value) > tolerance * scale:
        root, steps = (root + value / root) / 2, steps + 1
    return steps


def draw_telling(draw: np.random.Generator, tolerance: float, other: Callable[[float], float]) -> float:
    """A value at which a limit of `tolerance * other(value)` is reached after another number of steps."""
    while True:
        value = draw_values(draw, -1.5, 1.5, 1, tolerance)[0]
        if steps_of(value, tolerance, other(value)) != steps_of(value, tolerance, max(value, 1.0)):
            return value


def draw_values(draw: np.random.Generator, low: float, high: float, n: int, tolerance: float = 1e-5) -> list[float]:
    """Float32 numbers between two powers of ten whose number of steps leaves no doubt."""
    found: list[float] = []
    while len(found) < n:
        value = float(np.float32(10 ** draw.uniform(low, high)))
        if clear_cut(value, tolerance):
            found.append(value)
    return found


@pytest.fixture(scope="module")
def roots(run_seed: int) -> dict[str, Any]:
    draw = generator(run_seed, "roots")
    tighter = draw_telling(draw, 1e-5, lambda value: max(value, 1.0) / 2)
    looser = draw_telling(draw, 1e-5, lambda value: 2 * max(value, 1.0))
    sums = [(draw_telling(draw, tolerance, lambda value: value + 1), tolerance) for tolerance in TOLERANCES]
    return {
        "above 1": [*draw_values(draw, 0.1, 2.5, 6), 2.0, 4.0, 81.0],
        "of any size": [tighter, looser],
        "below 1": [*draw_values(draw, -2.5, -0.1, 5), 0.004, 0.25, 0.5],
        "huge": draw_values(draw, 12, 18, 3) + draw_values(draw, 6, 12, 2) + [1e18],  # whose squares are finite
        "tiny": draw_values(draw, -36, -8, 3),
        "tolerances": [
            (value, tolerance)
            for tolerance in TOLERANCES
            for low, high, n in ((-1.5, 3, 3), (-1.2, -0.9, 2))  # some are always well below 1
            for value in draw_values(draw, low, high, n, tolerance)
        ]
        + sums,
        "negative": [*(-(10.0 ** draw.uniform(-6, 4, 3))).tolist(), -1.0, -1e-6, -1e-12],
    }


def rooted(learner: Any, values: list[float]) -> list[Any]:
    import tensorflow as tf

    return [attempt(learner.newton_sqrt, tf.constant(value, tf.float32)) for value in values]


@observe
def usual_roots(learner: Any, roots: dict[str, Any]) -> dict[str, Any]:
    return {name: rooted(learner, roots[name]) for name in ("above 1", "below 1", "of any size")}


@observe
def extreme_roots(learner: Any, roots: dict[str, Any]) -> dict[str, Any]:
    return {name: rooted(learner, roots[name]) for name in ("huge", "tiny")}


@observe
def easy_roots(learner: Any) -> dict[str, Any]:
    """Numbers whose start is close enough already."""
    import tensorflow as tf

    return {
        "1.0": learner.newton_sqrt(tf.constant(1.0)),
        "1.0, a tight tolerance": learner.newton_sqrt(tf.constant(1.0), 1e-6),
        "1.003, within the tolerance": learner.newton_sqrt(tf.constant(1.003), tolerance=0.01),
        "0.7, within the tolerance": learner.newton_sqrt(tf.constant(0.7), tolerance=0.5),
        "1/16, exactly on the tolerance": learner.newton_sqrt(tf.constant(0.0625), tolerance=0.9375),
        "2.0, exactly on the tolerance after one step": learner.newton_sqrt(tf.constant(2.0), tolerance=0.125),
    }


@observe
def tolerant_roots(learner: Any, roots: dict[str, Any]) -> list[Any]:
    import tensorflow as tf

    found = []
    for number, (value, tolerance) in enumerate(roots["tolerances"]):
        value = tf.constant(value, tf.float32)
        found.append(
            attempt(learner.newton_sqrt, value, tolerance)
            if number % 2
            else attempt(learner.newton_sqrt, value=value, tolerance=tolerance)
        )
    return found


@observe
def zero_roots(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    return {
        "a tensor": learner.newton_sqrt(tf.constant(0.0)),
        "a float": learner.newton_sqrt(0.0),
        "another tolerance": learner.newton_sqrt(0.0, tolerance=1e-2),
    }


@observe
def negative_roots(learner: Any, roots: dict[str, Any]) -> list[Any]:
    import tensorflow as tf

    return [attempt(learner.newton_sqrt, tf.constant(value, tf.float32)) for value in roots["negative"]] + [
        attempt(learner.newton_sqrt, -2.5)
    ]


@observe
def other_roots(learner: Any) -> dict[str, Any]:
    """A number, arrays, float64, a variable; the variable afterwards."""
    import tensorflow as tf

    variable = tf.Variable(20.0)
    found = {
        "a float": learner.newton_sqrt(20.0),
        "float64": learner.newton_sqrt(tf.constant(20.0, tf.float64)),
        "a NumPy number": learner.newton_sqrt(np.float32(20.0)),
        "an array": learner.newton_sqrt(np.array(20.0)),
        "a variable": learner.newton_sqrt(variable),
    }
    return {"results": found, "variable": variable.numpy()}


def pair_of(seen: Any, what: str) -> tuple[Any, Any]:
    """Root and steps."""
    pair = isinstance(seen, list | tuple) and len(seen) == 2
    assert pair, f"{what} should return two things, (root, steps)"
    return seen[0], seen[1]


def assert_root(seen: Any, expected: Any, what: str) -> None:
    assert_close(pair_of(seen, what)[0], expected[0], atol=0, rtol=2e-4, what=f"the root of {what}")


def assert_steps(seen: Any, expected: Any, what: str) -> None:
    steps = pair_of(seen, what)[1]
    assert is_int(steps), f"the number of steps is no integer ({what})"
    assert int(steps) == expected[1], f"{int(steps)} steps is not the right number ({what})"


def pairs(observation: Any, name: str) -> list[tuple[Any, Any]]:
    return [
        (value_of(seen, f"newton_sqrt ({name})"), expected["value"])
        for seen, expected in zip(observation.seen[name], observation.expected[name], strict=True)
    ]


@check("newton_sqrt", points=0.45, hint="The mean of the guess and of the value divided by the guess, again and again.")
def test_root(usual_roots):
    for name in usual_roots.expected:
        for seen, expected in pairs(usual_roots, name):
            assert_root(seen, expected, f"a value {name}")


@check(
    "newton_sqrt",
    points=0.4,
    hint="Where does the iteration start, what is compared with what, and is it asked before the first step?",
)
def test_steps(usual_roots):
    for name in usual_roots.expected:
        for seen, expected in pairs(usual_roots, name):
            assert_steps(seen, expected, f"a value {name}")


@check(
    "newton_sqrt", points=0.2, hint="The square is compared, not the root; and the limit grows with a value above 1."
)
def test_tolerance(tolerant_roots):
    for seen, expected in zip(tolerant_roots.seen, tolerant_roots.expected, strict=True):
        found = value_of(seen, "newton_sqrt with a tolerance")
        assert_steps(found, expected["value"], "another tolerance")
        assert_root(found, expected["value"], "a value with another tolerance")


@check(
    "newton_sqrt",
    points=0.2,
    hint="Very large and very small numbers: the start and the limit are never below what 1 has.",
)
def test_extremes(extreme_roots):
    for name in extreme_roots.expected:
        for seen, expected in pairs(extreme_roots, name):
            assert_root(seen, expected, f"a {name} value")
            assert_steps(seen, expected, f"a {name} value")


@check("newton_sqrt", points=0.2, hint="Zero is a case of its own.")
def test_zero_needs_no_steps(zero_roots):
    for name, seen in zero_roots.seen.items():
        assert_root(seen, (0.0, 0), f"0, {name}")
        assert_steps(seen, (0.0, 0), f"0, {name}")


@check("newton_sqrt", points=0.15, hint="Look before you step: the start may be close enough.")
def test_start_may_be_close_enough(easy_roots):
    for name, expected in easy_roots.expected.items():
        assert_steps(easy_roots.seen[name], expected, name)
        assert_root(easy_roots.seen[name], expected, name)


@check("newton_sqrt", points=0.15, hint="Say no before the loop begins: it would not end by itself.")
def test_negative_value_raises(negative_roots):
    for attempted in negative_roots.seen:
        assert_raised(attempted, "ValueError", what="newton_sqrt of a negative value")


@check("newton_sqrt", points=0.1, hint="Count with a number of Python's own.")
def test_steps_are_a_python_int(usual_roots, zero_roots):
    answers = [seen for name in usual_roots.expected for seen, _ in pairs(usual_roots, name)]
    for seen in [*answers, *zero_roots.seen.values()]:
        steps = pair_of(seen, "newton_sqrt")[1]
        assert type(steps) is int, "the number of steps is not of Python's type int"


@check("newton_sqrt", points=0.15, hint="The value may be a number, an array or float64; the root is a float32 scalar.")
def test_root_of_other_inputs(other_roots):
    for name, expected in other_roots.expected["results"].items():
        seen = other_roots.seen["results"][name]
        assert_root(seen, expected, name)
        assert_steps(seen, expected, name)
        root = pair_of(seen, name)[0]
        assert type(root) is float or np.asarray(root).dtype == "float32", f"the root is not float32 ({name})"
    assert float(other_roots.seen["variable"]) == 20.0, "newton_sqrt has changed the variable it was given"
