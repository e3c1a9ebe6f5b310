"""What public checks are written with: `part`, `expect`, `expect_close`, `expect_raises` and `picture`.

A check is a plain pytest function whose docstring is the line that the learner reads. A failure carries data, and
the notebook, the terminal and pytest each show it in their way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from course import values

F = TypeVar("F", bound=Callable[..., Any])
E = TypeVar("E", bound=BaseException)
Kind = Literal["mask", "image", "curve"]

_ABSENT: Any = object()
_pictures: ContextVar[list[Picture]] = ContextVar("pictures")


@dataclass(frozen=True)
class Picture:
    """What came back and what was expected, to be drawn side by side: arrays, or None where there is none."""

    got: Any
    expected: Any
    kind: Kind


class CheckFailed(AssertionError):
    """A public check that failed: the call, what came back and what was expected as text (`""` where not given)."""

    def __init__(self, message: str, *, call: str = "", got: str = "", expected: str = "") -> None:
        self.message, self.call, self.got, self.expected = message, call, got, expected
        super().__init__(message, call, got, expected)

    def __str__(self) -> str:
        rows = [("called", self.call), ("came back", self.got), ("expected", self.expected)]
        lines = [f"  {name:<10} {text}".replace("\n", "\n" + " " * 13) for name, text in rows if text]
        return "\n".join([self.message, *lines])


def part(name: str) -> Callable[[F], F]:
    """Mark a test as a check of the part to which the function or class `name` belongs."""

    def mark(test: F) -> F:
        test.course_part = name  # type: ignore[attr-defined]
        return test

    return mark


def expect(condition: object, message: str, *, call: str = "", got: Any = _ABSENT, expected: Any = _ABSENT) -> None:
    """Fail with `message` unless `condition` holds; `got` and `expected` are shown beside it."""
    __tracebackhide__ = True
    if not bool(condition):
        raise CheckFailed(message, call=call, got=_text(got), expected=_text(expected))


def expect_close(got: Any, expected: Any, *, call: str = "", atol: float = 1e-5, rtol: float = 1e-5) -> None:
    """Compare shape first, then values: tensors, variables, numbers, lists; tuples and dicts of these item by item.

    The values of dtypes are compared, not the dtypes. NaN equals nothing.
    """
    __tracebackhide__ = True
    problem = _compare(got, expected, "", atol, rtol)
    if problem is not None:
        raise CheckFailed(problem, call=call, got=values.show(got), expected=values.show(expected))


def expect_raises(
    error: type[E] | tuple[type[E], ...], function: Callable[..., Any], *args: Any, call: str = "", **kwargs: Any
) -> E:
    """Call `function(*args, **kwargs)`, which must raise `error`; returns the exception.

    A stub's NotImplementedError passes through: the part is not attempted yet.
    """
    __tracebackhide__ = True
    wanted = " or ".join(kind.__name__ for kind in (error if isinstance(error, tuple) else (error,)))
    try:
        result = function(*args, **kwargs)
    except error as raised:
        return raised
    except NotImplementedError:
        raise
    except Exception as raised:
        problem = f"Another error came instead of {wanted}"
        raise CheckFailed(problem, call=call, got=f"{type(raised).__name__}: {raised}", expected=wanted) from raised
    raise CheckFailed(f"No {wanted} was raised", call=call, got=values.show(result), expected=wanted)


def picture(*, got: Any, expected: Any = None, kind: Kind = "image") -> None:
    """Attach a picture of target and yours to the running check, to be drawn below it in the notebook.

    `got` and `expected` are one image (h, w[, c]) in [0, 1], one mask (h, w) of classes, or a curve (n,); an entry
    that cannot be drawn is left out. Outside a running check this does nothing.
    """
    pictures = _pictures.get(None)
    if pictures is not None:
        pictures.append(Picture(_array(got), _array(expected), kind))


@contextmanager
def collecting_pictures() -> Iterator[list[Picture]]:
    """For the pytest plugin: the list that `picture` fills inside the block."""
    token = _pictures.set([])
    try:
        yield _pictures.get()
    finally:
        _pictures.reset(token)


def _compare(got: Any, expected: Any, where: str, atol: float, rtol: float) -> str | None:
    if isinstance(expected, Mapping):
        return _compare_dicts(got, expected, where, atol, rtol)
    if isinstance(expected, tuple):
        return _compare_tuples(got, expected, where, atol, rtol)
    inside = f"In {where}: " if where else ""
    try:
        array = values.to_array(got)
    except values.NotAnArrayError as error:
        return f"{inside}{error}"
    problem = values.difference(array, values.to_array(expected), atol=atol, rtol=rtol)
    return None if problem is None else f"{inside}{problem}"


def _compare_dicts(got: Any, expected: Mapping[Any, Any], where: str, atol: float, rtol: float) -> str | None:
    if not isinstance(got, Mapping):
        return f"{where or 'The result'} is of type {type(got).__name__}, not a dict"
    for key in expected:
        if key not in got:
            return f"{where or 'The dict'} has no key {key!r}"
    for key in got:
        if key not in expected:
            return f"{where or 'The dict'} has a key too many: {key!r}"
    problems = (_compare(got[key], item, f"{where}[{key!r}]", atol, rtol) for key, item in expected.items())
    return next((problem for problem in problems if problem), None)


def _compare_tuples(got: Any, expected: Sequence[Any], where: str, atol: float, rtol: float) -> str | None:
    if not isinstance(got, (tuple, list)) and not hasattr(got, "shape"):
        return f"{where or 'The result'} is of type {type(got).__name__}, not a tuple of {len(expected)}"
    if len(got) != len(expected):
        return f"{where or 'The result'} holds {len(got)} values, not {len(expected)}"
    problems = (_compare(got[i], item, f"{where}[{i}]", atol, rtol) for i, item in enumerate(expected))
    return next((problem for problem in problems if problem), None)


def _text(value: Any) -> str:
    return "" if value is _ABSENT else values.show(value)


def _array(value: Any) -> Any:
    try:
        return None if value is None else values.to_array(value).copy()
    except values.NotAnArrayError:
        return None
