"""What graders are written with: `observe` and `evaluate` make fixtures of what a submission does, `check` marks a judgement.

An observation runs in a sandboxed worker beside the learner's code and returns plain data; an evaluation runs in a
clean worker where no learner code ever ran, on the graphs that an observation exported. Checks run here, in the
grader, and see only data.
"""

from __future__ import annotations

import hashlib
import inspect
import io
import textwrap
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

import cloudpickle
import numpy as np
import pytest

from autograder.errors import GraderError

Test = TypeVar("Test", bound=Callable[..., Any])


class Grading(Protocol):
    """What the fixtures ask of the running grading; see `autograder.grading`."""

    run_seed: int

    def observe(self, spec: ObservationSpec, inputs: dict[str, Any]) -> Observation: ...

    def evaluate(self, spec: ObservationSpec, observed: Observation, inputs: dict[str, Any]) -> Observation: ...


GRADING: pytest.StashKey[Grading] = pytest.StashKey()


class Observation:
    """What one observation of the submission returned (`seen`) and the reference's own under the same inputs (`expected`)."""

    def __init__(self, name: str, seen: Any, reference: Callable[[], Any]) -> None:
        self.name = name
        self.seen = seen
        self._reference = reference

    @cached_property
    def expected(self) -> Any:
        """The reference's observation; computed when first asked for, then cached."""
        return self._reference()

    def of_reference(self) -> Observation:
        """The same with the reference in the learner's place: what every check must pass on."""
        return Observation(self.name, self.expected, self._reference)


@dataclass(frozen=True)
class ObservationSpec:
    """One observation function, ready to be shipped by value, and how it wants to run."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]
    devices: int = 1
    fresh: bool = False
    seconds: float | None = None
    clean: bool = False

    @cached_property
    def source(self) -> tuple[str, str]:
        """The file name under which the worker knows the function, and its text: AutoGraph needs both."""
        lines, first = inspect.getsourcelines(self.function)
        return f"<observation {self.name}>", "\n" * (first - 1) + "".join(lines)

    @cached_property
    def blob(self) -> bytes:
        """The function and what it references, by value: never the file, so nothing else of the grader travels."""
        module = inspect.getmodule(self.function)
        if module is None:
            raise GraderError(f"observation {self.name} belongs to no module")
        name, _ = self.source
        path = vars(module).pop("__file__", None)  # it would travel with the functions of the module
        cloudpickle.register_pickle_by_value(module)
        try:
            return _shipped(self.function, name)
        finally:
            cloudpickle.unregister_pickle_by_value(module)
            vars(module)["__file__"] = path


def observe(
    function: Callable[..., Any] | None = None, *, devices: int = 1, fresh: bool = False, seconds: float | None = None
) -> Any:
    """Make a module-scoped fixture of an observation: `function(learner, *fixtures) -> plain data`.

    `devices` asks for that many logical CPU devices (and so for a worker of its own), `fresh` for a worker that ran
    nothing else, `seconds` for another time limit than the topic's.
    """
    if function is None:
        return lambda given: observe(given, devices=devices, fresh=fresh, seconds=seconds)
    parameters = _parameters(function, "learner")
    spec = ObservationSpec(function.__name__, function, parameters, devices, fresh or devices > 1, seconds)

    def fixture(request: pytest.FixtureRequest, **inputs: Any) -> Observation:
        return request.config.stash[GRADING].observe(spec, inputs)

    return _as_fixture(fixture, function, parameters)


def evaluate(function: Callable[..., Any] | None = None, *, seconds: float | None = None) -> Any:
    """Make a module-scoped fixture of an evaluation: `function(observation, *fixtures) -> plain data`.

    The first parameter names an observation fixture; the function gets what that one returned, with every exported
    graph as a callable `autograder.cleanroom.GraphModel`.
    """
    if function is None:
        return lambda given: evaluate(given, seconds=seconds)
    first, *others = inspect.signature(function).parameters
    spec = ObservationSpec(function.__name__, function, tuple(others), seconds=seconds, clean=True)

    def fixture(request: pytest.FixtureRequest, **inputs: Any) -> Observation:
        return request.config.stash[GRADING].evaluate(spec, inputs.pop(first), inputs)

    return _as_fixture(fixture, function, (first, *others))


def check(part: str, points: float = 1.0, *, hint: str) -> Callable[[Test], Test]:
    """Mark a pytest test as a hidden check of the part that holds the function `part`, worth `points`."""
    return pytest.mark.check(part=part, points=float(points), hint=textwrap.dedent(hint).strip())


def generator(run_seed: int, label: str) -> np.random.Generator:
    """A random generator for secret inputs; every label gives an independent one."""
    return np.random.default_rng(np.random.PCG64(int.from_bytes(_digest(run_seed, "generator", label)[:16], "big")))


def lead(scores: np.ndarray) -> np.ndarray:
    """How far the highest score along the last axis is ahead of the second; near 0, rounding decides which it is."""
    ordered = np.sort(scores, axis=-1)
    return np.asarray(ordered[..., -1] - ordered[..., -2])


def derive_seed(run_seed: int, label: str) -> int:
    """A seed of 31 bits that may enter a worker: `run_seed` cannot be found from it."""
    return int.from_bytes(_digest(run_seed, "seed", label)[:4], "big") >> 1


def _digest(run_seed: int, *labels: str) -> bytes:
    return hashlib.sha256("\0".join([f"{run_seed:032x}", *labels]).encode()).digest()


def _parameters(function: Callable[..., Any], first: str) -> tuple[str, ...]:
    names = tuple(inspect.signature(function).parameters)
    if not names or names[0] != first:
        raise GraderError(f"observation {function.__name__}: its first parameter must be called {first!r}")
    return names[1:]


def _as_fixture(fixture: Callable[..., Any], function: Callable[..., Any], parameters: tuple[str, ...]) -> Any:
    kinds = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in ("request", *parameters)]
    fixture.__signature__ = inspect.Signature(kinds)  # type: ignore[attr-defined]
    fixture.__name__ = function.__name__
    fixture.__doc__ = function.__doc__
    return pytest.fixture(scope="module", name=function.__name__)(fixture)


def _shipped(function: Callable[..., Any], file_name: str) -> bytes:
    """A function and what it references, by value; its code says that it stands in `file_name`, all other in no file."""
    assert isinstance(function, types.FunctionType)
    buffer = io.BytesIO()
    _Shipper(buffer, dict.fromkeys(map(id, _code_within(function.__code__)), file_name)).dump(function)
    return buffer.getvalue()


def _code_within(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _code_within(constant)


class _Shipper(cloudpickle.Pickler):  # type: ignore[misc]
    """Leaves out where code comes from: the path of a grader file stays here, whatever a traceback shows."""

    def __init__(self, file: io.BytesIO, names: dict[int, str]) -> None:
        super().__init__(file)
        self.names = names

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) is types.CodeType:
            renamed = obj.replace(co_filename=self.names.get(id(obj), "<grader>"))
            return cloudpickle.Pickler.dispatch_table[types.CodeType](renamed)
        return super().reducer_override(obj)
