"""The comparisons that checks are made of: what they accept, what they refuse, and what their messages keep to themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import assert_close, assert_dtype, assert_finite, assert_raised, assert_shape, is_int, value_of
from autograder.comparing import outline
from autograder.wire import Foreign

ROW = np.array([1.0, 2.0, 3.0], "float32")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (ROW + 1e-6, ROW),
        (ROW.astype("float64"), ROW),
        ([ROW, ROW], (ROW, ROW)),
        ({"a": ROW, "b": 1}, {"b": 1, "a": ROW}),
        (2.0, np.float32(2)),
        (np.array(7, "int32"), 7),
        (True, np.array(True)),
        (np.zeros((0, 3), "float32"), np.zeros((0, 3), "float32")),
        (None, None),
        ("text", "text"),
        (-0.0, 0.0),
    ],
)
def test_equal_results_are_close(seen: Any, expected: Any) -> None:
    assert_close(seen, expected)


@pytest.mark.parametrize(
    ("seen", "expected", "told"),
    [
        (ROW + [0, 0, 0.01], ROW, "wrong at 33.3% of its entries"),
        (ROW[:2], ROW, "shape"),
        (ROW[None], ROW, "shape"),
        (np.array([1, 2, 3]), ROW, "integers"),
        (ROW, np.array([1, 2, 3]), "floating-point"),
        (np.array([1.0, np.nan, 3.0]), ROW, "not finite"),
        (np.array([1.0, np.nan, 3.0]), np.array([1.0, np.nan, 3.0]), "not finite"),
        (np.array([np.inf, 2.0, 3.0]), np.array([np.inf, 2.0, 3.0]), "not finite"),
        ([1.0, 2.0, 3.0], ROW, "array or tensor"),
        (None, ROW, "array or tensor"),
        (ROW, None, "NoneType"),
        (Foreign("numpy.matrix"), ROW, "an object of type numpy.matrix"),
        ([ROW], [ROW, ROW], "1 entries"),
        ([ROW, ROW + 1], [ROW, ROW], "entry 1 of"),
        (ROW, [ROW], "list or tuple"),
        ({"a": ROW}, {"a": ROW, "b": ROW}, "other keys"),
        ({"a": ROW, "b": ROW}, {"a": ROW}, "other keys"),
        ([("a", ROW)], {"a": ROW}, "dict"),
        ("other", "text", "not the right one"),
        (b"text", "text", "str"),
        (1, True, "integers"),
    ],
)
def test_other_results_are_not_close(seen: Any, expected: Any, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        assert_close(seen, expected)


def test_no_message_shows_an_expected_value() -> None:
    for seen in (ROW, ROW[:1], ROW.astype("int32"), "text", None, [ROW]):
        for expected in (np.array([0.123, 4.567, 8.901]), [np.array([0.123])] * 77, "secret", {"4.567": 1}):
            with pytest.raises(AssertionError) as failed:
                assert_close(seen, expected)
            assert not any(hidden in str(failed.value) for hidden in ("0.123", "4.567", "8.901", "secret", "77"))


def test_shape_dtype_and_finiteness() -> None:
    assert_shape(ROW, (3,))
    assert_shape(1.5, ())
    assert_dtype(ROW, "float32")
    assert_finite(ROW)
    assert_finite(np.array([], "float32"))
    for refused in (
        lambda: assert_shape(ROW, (3, 1)),
        lambda: assert_shape([1.0, 2.0], (2,)),
        lambda: assert_shape("abc", (3,)),
        lambda: assert_dtype(ROW, "float64"),
        lambda: assert_dtype(1.5, "float32"),
        lambda: assert_finite(np.array([np.nan])),
        lambda: assert_finite(np.array(["text"])),
    ):
        with pytest.raises(AssertionError):
            refused()


@pytest.mark.parametrize("seen", [3, np.array(3, "int64"), np.array(3, "uint8")])
def test_integers(seen: Any) -> None:
    assert is_int(seen)


@pytest.mark.parametrize("seen", [True, 3.0, "3", None, np.array([3]), np.array(3.0)])
def test_no_integers(seen: Any) -> None:
    assert not is_int(seen)


def test_the_value_of_an_attempt() -> None:
    assert value_of({"value": None}, "the call") is None
    with pytest.raises(AssertionError, match=r"^the call raised KeyError: 'rate'$"):
        value_of({"raised": "KeyError", "message": "'rate'"}, "the call")
    for forged in (None, 1, [], "value", Foreign("dict")):
        with pytest.raises(AssertionError, match="the call gave no result"):
            value_of(forged, "the call")


def test_an_error_that_was_asked_for() -> None:
    refused = {"raised": "ValueError", "message": "rate must be below 1"}
    assert_raised(refused, names=("rate",))
    for attempted, options, told in (
        ({"value": 3}, {}, "it returned 3"),
        ({"raised": "TypeError", "message": "no"}, {}, "not TypeError"),
        ({"raised": "ValueError", "message": " "}, {}, "without a message"),
        (refused, {"names": ("axis",)}, "does not name"),
        (refused, {"error": "TypeError"}, "should raise TypeError"),
        (3, {}, "it returned 3"),
    ):
        with pytest.raises(AssertionError, match=told):
            assert_raised(attempted, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ({"results": dict.fromkeys(range(34), 1), "count": 3}, "{count: 3}"),
        ({"shapes": [[1, 2]], "params": 420}, "{params: 420}"),
        ({"all": list(range(9))}, ""),
        (list(range(9)), ""),
        ({}, ""),
        (ROW, "float32 array of shape (3,), values 1 to 3"),
    ],
)
def test_a_message_shows_no_mere_numbers_of_entries(seen: Any, told: str) -> None:
    assert outline(seen) == told


def test_what_raised_is_told_with_what_helps() -> None:
    raised = {"raised": "ValueError", "message": "dtype='string' is not a valid dtype for Keras type promotion."}
    with pytest.raises(AssertionError, match=r"the loss raised ValueError: dtype='string' .* \(.*`metrics="):
        value_of(raised, "the loss")
