"""Comparisons for checks: arrays by shape, dtype kind and tolerance; NaN equals nothing; messages give no value away."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from autograder.drawing import drawn
from autograder.wire import Foreign
from course.keras_hints import with_hint

_KINDS = {"b": "truth values", "i": "integers", "u": "integers", "f": "floating-point numbers", "c": "complex numbers"}

_COUNTED = re.compile(r"\ba (dict|list|tuple) of \d+ entries")
"""What `describe` only counts."""


class Mismatch(AssertionError):
    """An array that is wrong somewhere; `picture` shows where, in lines of text."""

    def __init__(self, message: str, picture: str) -> None:
        super().__init__(message)
        self.picture = picture


def assert_close(seen: Any, expected: Any, *, atol: float = 1e-5, rtol: float = 1e-4, what: str = "the result") -> None:
    """Fail unless `seen` equals `expected` within tolerance: same structure, shape, dtype kind and finite values.

    Lists compare by length first and to tuples as equals; dicts by their keys. The reference's NaN matches nothing.
    """
    if isinstance(expected, dict):
        assert isinstance(seen, dict), f"{what} should be a dict, not {describe(seen)}"
        assert seen.keys() == expected.keys(), f"{what} has other keys than asked for: {sorted(map(str, seen))}"
        for key, value in expected.items():
            assert_close(seen[key], value, atol=atol, rtol=rtol, what=f"{what}[{key!r}]")
        return
    if isinstance(expected, list | tuple):
        assert isinstance(seen, list | tuple), f"{what} should be a list or tuple, not {describe(seen)}"
        assert len(seen) == len(expected), f"{what} has {len(seen)} entries, not the number asked for"
        for number, (one, other) in enumerate(zip(seen, expected, strict=True)):
            assert_close(one, other, atol=atol, rtol=rtol, what=f"entry {number} of {what}")
        return
    if expected is None or isinstance(expected, str | bytes):
        assert type(seen) is type(expected), f"{what} should be a {type(expected).__name__}, not {describe(seen)}"
        assert seen == expected, f"{what} is not the right one"
        return
    assert_shape(seen, np.shape(expected), what=what)
    one, other = np.asarray(seen), np.asarray(expected)
    one_kind, other_kind = _KINDS.get(one.dtype.kind), _KINDS.get(other.dtype.kind)
    assert one_kind == other_kind, f"{what} holds {one_kind or one.dtype}, not {other_kind or other.dtype}"
    assert_finite(seen, what=what)
    wrong = ~np.isclose(one, other, atol=atol, rtol=rtol)
    if wrong.any():
        share = f" at {float(np.mean(wrong)):.1%} of its entries" if wrong.size > 1 else ""
        raise Mismatch(f"{what} is wrong{share}", drawn(one, wrong))


def assert_shape(seen: Any, shape: tuple[int, ...], *, what: str = "the result") -> None:
    """Fail unless `seen` is an array (or number) of that shape."""
    is_number = isinstance(seen, bool | int | float | np.ndarray | np.generic)
    assert is_number, f"{what} should be an array or tensor, not {describe(seen)}"
    assert np.shape(seen) == tuple(shape), f"{what} has shape {np.shape(seen)}, which is not the one asked for"


def assert_finite(seen: Any, *, what: str = "the result") -> None:
    """Fail where there is a NaN or an infinity."""
    array = np.asarray(seen)
    assert array.dtype.kind in "biufc", f"{what} should hold numbers, not {describe(seen)}"
    bad = ~np.isfinite(array)
    if bad.any():
        share = float(np.mean(bad))
        raise Mismatch(f"{what} is not finite (NaN or infinite) at {share:.1%} of its entries", drawn(array, bad))


def assert_dtype(seen: Any, dtype: str, *, what: str = "the result") -> None:
    """Fail unless `seen` is an array of that dtype."""
    assert isinstance(seen, np.ndarray), f"{what} should be a {dtype} tensor, not {describe(seen)}"
    assert seen.dtype.name == dtype, f"{what} has dtype {seen.dtype.name}, not {dtype}"


def is_int(seen: Any) -> bool:
    """Whether `seen` is an integer: a Python int or an integer scalar (no bool)."""
    if type(seen) is int:
        return True
    return isinstance(seen, np.ndarray) and seen.shape == () and seen.dtype.kind in "iu"


def value_of(attempted: Any, what: str) -> Any:
    """What an `attempt` returned; the check fails, naming the error and what helps against it, when it raised."""
    assert isinstance(attempted, dict), f"{what} gave no result"
    told = str(attempted.get("raised")), str(attempted.get("message"))
    assert "value" in attempted, f"{what} raised {with_hint(*told)}"
    return attempted["value"]


def assert_raised(
    attempted: Any, error: str = "ValueError", *, what: str = "the call", names: tuple[str, ...] = ()
) -> None:
    """Fail unless an `attempt` ended in `error` with a message (that holds every one of `names`)."""
    assert isinstance(attempted, dict) and attempted.keys() >= {"raised", "message"}, (
        f"{what} should raise {error}, but it returned {describe(attempted.get('value') if isinstance(attempted, dict) else attempted)}"
    )
    assert attempted["raised"] == error, (
        f"{what} should raise {error}, not {attempted['raised']}: {attempted['message']}"
    )
    assert str(attempted["message"]).strip(), f"{what} raises {error} without a message: say what was wrong"
    for name in names:
        assert name in str(attempted["message"]), f"{what} raises {error}, but its message does not name what it should"


def describe(value: Any, depth: int = 0) -> str:
    """What a learner's code gave, in a few words: type, dtype and shape, and the value where it is short."""
    if isinstance(value, Foreign):
        return f"an object of type {value.type_name}"
    if isinstance(value, np.ndarray):
        if value.shape == ():
            return f"{value.item()!r} ({value.dtype.name})"
        return f"{value.dtype.name} array of shape {value.shape}" + _note(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str):
        return repr(value if len(value) <= 80 else value[:77] + "…")
    if isinstance(value, dict):
        if "__graph__" in value:
            return "a model"
        if depth >= 2 or len(value) > 12:
            return f"a dict of {len(value)} entries"
        return "{" + ", ".join(f"{key}: {describe(item, depth + 1)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        kind = type(value).__name__
        if depth >= 2 or len(value) > 6:
            return f"a {kind} of {len(value)} entries"
        inner = ", ".join(describe(item, depth + 1) for item in value)
        return f"[{inner}]" if kind == "list" else f"({inner})"
    return repr(value)


def outline(value: Any) -> str:
    """`describe` without the entries of a dict that are too many or too deep to show; empty when none is left."""
    if isinstance(value, dict) and "__graph__" not in value:
        value = {key: item for key, item in value.items() if not _COUNTED.search(describe(item, 1))}
    text = describe(value)
    return "" if text == "{}" or _COUNTED.search(text) else text


def _note(array: np.ndarray[Any, Any]) -> str:
    if array.dtype.kind != "f" or not array.size:
        return ""
    finite = np.isfinite(array)
    if not finite.any():
        return ", nowhere finite"
    low, high = float(array[finite].min()), float(array[finite].max())
    return f", values {low:.4g} to {high:.4g}" + ("" if finite.all() else ", not all finite")
