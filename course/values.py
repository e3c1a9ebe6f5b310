"""Values of a learner's as arrays and as short text; where two arrays differ first."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_TEXT = 400
MAX_SHOWN = 32  # entries of an array that is shown in full
_SCALARS = (bool, int, float, complex, str, bytes)


class NotAnArrayError(ValueError):
    """The value cannot be read as an array; the message says what it is instead."""


def to_array(value: object) -> NDArray[Any]:
    """Array of a tensor, variable, number, string or (nested) list of these.

    Raises `NotAnArrayError` for anything else, such as None, a symbolic tensor or lists of unequal lengths.
    """
    if value is None:
        raise NotAnArrayError("None came back: is a `return` missing?")
    if is_symbolic(value):
        raise NotAnArrayError("A symbolic tensor came back: it has a shape but no values")
    if callable(value) and not hasattr(value, "shape"):
        raise NotAnArrayError(f"A {'class' if isinstance(value, type) else 'function'} came back, not a value")
    try:
        numpy = getattr(value, "numpy", None)
        array = np.asarray(numpy() if callable(numpy) else value)
    except Exception as error:  # whatever NumPy or TensorFlow think of the value
        if isinstance(value, (list, tuple)):
            raise NotAnArrayError("The entries of the list that came back differ in shape") from error
        raise NotAnArrayError(f"A {type(value).__name__} came back, which is not an array") from error
    if array.dtype.kind == "O":
        raise NotAnArrayError(f"A {type(value).__name__} came back, which is not an array of numbers")
    return array.astype(np.float32) if array.dtype.kind == "V" else array  # bfloat16 and the like


def is_symbolic(value: object) -> bool:
    """Whether the value is a tensor of a model or graph under construction."""
    return type(value).__name__ in ("KerasTensor", "SymbolicTensor")


def show(value: object) -> str:
    """Short text of any value: small arrays in full, large ones by shape, dtype and range; never fails."""
    try:
        text = _show(value)
    except Exception:  # a __repr__ of the learner's
        text = f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _show(value: object) -> str:
    if value is None or isinstance(value, _SCALARS):
        return reprlib.repr(value) if isinstance(value, (str, bytes)) else repr(value)
    if isinstance(value, np.generic):
        return _entry(value)
    if is_symbolic(value):
        symbolic: Any = value
        return f"symbolic tensor of shape {tuple(symbolic.shape)}, {symbolic.dtype}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_show(key)}: {_show(item)}" for key, item in list(value.items())[:20]) + "}"
    if isinstance(value, tuple) and not all(isinstance(item, _SCALARS) for item in value):
        return "(" + ", ".join(_show(item) for item in value[:10]) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, (set, frozenset)):
        return reprlib.repr(value)
    try:
        array = to_array(value)
    except NotAnArrayError:
        return repr(value) if len(repr(value)) <= MAX_TEXT else reprlib.repr(value)
    if isinstance(value, (list, tuple)) and array.ndim == 1 and array.size <= MAX_SHOWN:
        return repr(type(value)(array.tolist())) if array.dtype.kind not in "fc" else _full(array)
    return _full(array) if array.size <= MAX_SHOWN else _summary(array)


def _full(array: NDArray[Any]) -> str:
    text = np.array2string(array, separator=", ", precision=5, suppress_small=True, max_line_width=72)
    return text if array.size else f"{text} (shape {array.shape})"


def _summary(array: NDArray[Any]) -> str:
    text = f"array of shape {array.shape}, {array.dtype}"
    if array.dtype.kind in "fiub":
        numbers = array.astype(np.float64)
        finite = numbers[np.isfinite(numbers)]
        if finite.size:
            text += f", from {finite.min():.5g} to {finite.max():.5g}"
        if finite.size < numbers.size:
            text += f", {numbers.size - finite.size} entries NaN or infinite"
    return text


def difference(got: NDArray[Any], expected: NDArray[Any], *, atol: float, rtol: float) -> str | None:
    """What differs, shape first, then the first entry; None where the two agree. NaN equals nothing."""
    if got.shape != expected.shape:
        return f"The shape is {got.shape} instead of {expected.shape}"
    if expected.dtype.kind in "US" or got.dtype.kind in "US":
        close = np.asarray(_as_text(got) == _as_text(expected))
    else:
        with np.errstate(all="ignore"):
            close = np.isclose(got, expected, rtol=rtol, atol=atol)
    if bool(np.all(close)):
        return None
    index = tuple(int(i) for i in np.argwhere(~close)[0])
    values = f"{_entry(got[index])} instead of {_entry(expected[index])}"
    if got.size == 1:
        return f"The value is {values}"
    wrong = int(np.count_nonzero(~close))
    place = list(index) if len(index) > 1 else index[0]
    return f"Entry {place} is {values} ({wrong} of {got.size} entries differ)"


def _as_text(array: NDArray[Any]) -> NDArray[Any]:
    return np.char.decode(array, "utf-8") if array.dtype.kind == "S" else array.astype(str)


def _entry(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, (float, np.floating)) else repr(value.item())
