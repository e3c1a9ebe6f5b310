"""Public checks of topic 01. Run `pytest exercises/01_tensors` or `course check tensors`."""

from __future__ import annotations

import time

import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "describe": [
        "Turn whatever comes into a tensor first: tf.convert_to_tensor. Then look at its attributes with dir(…) or Tab.",
        "tensor.shape.as_list() gives Python ints; tensor.shape has the rank and the number of elements too.",
        "The dtype is an object of its own. What we want is its name.",
    ],
    "checkerboard": [
        "Which cells are white? Look at the sum of the row number and the column number: even or odd?",
        "tf.range(height) is one axis. Give it a second one of length 1, and let it meet tf.range(width).",
        "% works on tensors. What is still missing is the dtype.",
    ],
    "pairwise_distances": [
        "Write the shapes (n, 1, d) and (1, m, d) below each other: what comes out of a - b?",
        "Square, sum over the last axis, take the root. And compare the two last axes before you begin.",
    ],
    "masked_mean": [
        "Two sums: one of the values that count, one of how many there are. Both along the same axis.",
        "Put a harmless number where the mask is False, before you add up: tf.where.",
        "Where the count is 0: look for a division in tf.math that knows what to do.",
    ],
    "newton_sqrt": [
        "Deal with negative numbers and with 0 first. What is left is a start, a condition and a step.",
        "while (not close enough): improve the root, count one step. Close enough is the inequality in the docstring.",
    ],
}


def told(learner, thing, call):
    """What describe says, checked to be a dict with the four keys."""
    got = learner.describe(thing)
    expect(isinstance(got, dict), "That is not a dict", call=call, got=got)
    for key in ("shape", "rank", "dtype", "size"):
        expect(key in got, f"The dict has no key {key!r}", call=call, got=got)
    return got


@part("describe")
def test_describes_a_matrix(learner):
    """describe tells shape, rank, dtype and size"""
    call = "describe(tf.ones((2, 3)))"
    got = told(learner, tf.ones((2, 3)), call)
    expect_close(got["shape"], (2, 3), call=call + "['shape']")
    expect_close(got["rank"], 2, call=call + "['rank']")
    expect(got["dtype"] == "float32", "The dtype is another", call=call, got=got["dtype"], expected="float32")
    expect_close(got["size"], 6, call=call + "['size']")


@part("describe")
def test_describes_in_plain_python(learner):
    """describe answers with a tuple, ints and a string"""
    call = "describe(tf.ones((2, 3)))"
    got = told(learner, tf.ones((2, 3)), call)
    for key, kind in (("shape", tuple), ("rank", int), ("dtype", str), ("size", int)):
        name = type(got[key]).__name__
        expect(
            isinstance(got[key], kind), f"The {key} is no {kind.__name__}", call=call, got=name, expected=kind.__name__
        )
    expect(all(isinstance(length, int) for length in got["shape"]), "Not all lengths are ints", call=call, got=got)


@part("describe")
def test_describes_numbers_and_lists(learner):
    """describe takes numbers, lists and variables too"""
    cases = [
        ("2.5", 2.5, ((), 0, "float32", 1)),
        ("['a', 'b', 'c']", ["a", "b", "c"], ((3,), 1, "string", 3)),
        ("tf.Variable([[1, 2]])", tf.Variable([[1, 2]]), ((1, 2), 2, "int32", 2)),
    ]
    for text, thing, expected in cases:
        got = told(learner, thing, f"describe({text})")
        values = tuple(got[key] for key in ("shape", "rank", "dtype", "size"))
        expect(values == expected, "Something is not right", call=f"describe({text})", got=values, expected=expected)


@part("checkerboard")
def test_draws_a_board(learner):
    """checkerboard alternates, and begins with 0"""
    got = learner.checkerboard(3, 4)
    expected = np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1]], "float32")
    picture(got=got, expected=expected, kind="image")
    expect_close(got, expected, call="checkerboard(3, 4)")
    expect(tf.convert_to_tensor(got).dtype == tf.float32, "The board is not float32", call="checkerboard(3, 4)")


@part("checkerboard")
def test_draws_small_boards(learner):
    """checkerboard draws a single cell, and an empty board"""
    expect_close(learner.checkerboard(1, 1), [[0.0]], call="checkerboard(1, 1)")
    expect_close(learner.checkerboard(0, 5), np.zeros((0, 5)), call="checkerboard(0, 5)")


@part("checkerboard")
def test_draws_quickly(learner):
    """checkerboard draws a million cells in no time"""
    learner.checkerboard(3, 3)
    start = time.process_time()
    got = learner.checkerboard(1000, 1000)
    seconds = time.process_time() - start
    expect_close(tf.shape(got), [1000, 1000], call="tf.shape(checkerboard(1000, 1000))")
    start = time.process_time()
    for _ in range(1000):
        for _ in range(1000):
            pass
    loops = time.process_time() - start
    message = (
        "It takes longer than two Python loops over the cells would: what about a single operation on all of them?"
    )
    expect(seconds < 5 * loops + 0.1, message, call="checkerboard(1000, 1000)", got=f"{seconds:.2f} s")


@part("pairwise_distances")
def test_measures_distances(learner):
    """pairwise_distances measures from each point to each other"""
    a, b = [[0.0, 0.0], [3.0, 4.0]], [[0.0, 0.0], [6.0, 8.0], [0.0, 4.0]]
    got = learner.pairwise_distances(a, b)
    expect_close(got, [[0.0, 10.0, 4.0], [5.0, 5.0, 3.0]], call=f"pairwise_distances({a}, {b})", atol=1e-3)


@part("pairwise_distances")
def test_distances_stay_exact(learner):
    """pairwise_distances sees that two far points are close to each other"""
    a, b = tf.constant([[100.0, 100.0, 100.0]]), tf.constant([[100.0, 100.0, 100.0], [100.0, 100.0, 99.99]])
    got = learner.pairwise_distances(a, b)
    expect_close(got, [[0.0, 0.01]], call="distances of (100, 100, 100) to itself and to (100, 100, 99.99)", atol=1e-3)


@part("pairwise_distances")
def test_distances_need_one_space(learner):
    """pairwise_distances refuses points of different spaces"""
    for shape in ((2, 3), (2, 1)):
        call = f"pairwise_distances(tf.zeros((4, 2)), tf.zeros({shape}))"
        expect_raises(ValueError, learner.pairwise_distances, tf.zeros((4, 2)), tf.zeros(shape), call=call)


@part("masked_mean")
def test_averages_what_counts(learner):
    """masked_mean averages the entries where the mask is True"""
    values, mask = tf.constant([1.0, 2.0, 6.0, 100.0]), tf.constant([True, True, True, False])
    got = learner.masked_mean(values, mask)
    expect_close(got, 3.0, call="masked_mean([1, 2, 6, 100], [True, True, True, False])")


@part("masked_mean")
def test_averages_along_an_axis(learner):
    """masked_mean averages along an axis, and gives 0 where nothing counts"""
    values = tf.constant([[1.0, 2.0, 3.0], [5.0, 4.0, 7.0]])
    mask = tf.constant([[True, False, False], [True, True, False]])
    call = "masked_mean([[1, 2, 3], [5, 4, 7]], [[True, False, False], [True, True, False]], axis={})"
    expect_close(learner.masked_mean(values, mask, axis=0), [3.0, 4.0, 0.0], call=call.format(0))
    expect_close(learner.masked_mean(values, mask, axis=-1), [1.0, 4.5], call=call.format(-1))


@part("masked_mean")
def test_holes_have_no_influence(learner):
    """masked_mean does not care what is in the holes"""
    got = learner.masked_mean(tf.constant([np.nan, 4.0, np.inf]), tf.constant([False, True, False]))
    expect_close(got, 4.0, call="masked_mean([nan, 4, inf], [False, True, False])")


@part("newton_sqrt")
def test_finds_the_root(learner):
    """newton_sqrt finds a root and counts its steps"""
    got = learner.newton_sqrt(tf.constant(9.0))
    # 9, 5, 3.4, 3.0235, 3.00009, 3.0000000: the fifth one is close enough
    expect_close(got, (3.0, 5), call="newton_sqrt(9.0)")
    expect(type(got[1]) is int, "The number of steps is no Python int", call="newton_sqrt(9.0)[1]", got=got[1])
    got = learner.newton_sqrt(tf.constant(9.0), tolerance=0.1)
    expect_close(got, (3.0235, 3), call="newton_sqrt(9.0, tolerance=0.1)", atol=1e-4)


@part("newton_sqrt")
def test_needs_no_steps(learner):
    """newton_sqrt needs no step for 0 and 1"""
    expect_close(learner.newton_sqrt(0.0), (0.0, 0), call="newton_sqrt(0.0)")
    expect_close(learner.newton_sqrt(1.0), (1.0, 0), call="newton_sqrt(1.0)")


@part("newton_sqrt")
def test_refuses_negative_numbers(learner):
    """newton_sqrt refuses negative numbers"""
    expect_raises(ValueError, learner.newton_sqrt, -1.0, call="newton_sqrt(-1.0)")
