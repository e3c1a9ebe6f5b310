"""Tracing a learner's function: as it stands where that works, by AutoGraph where it must be, the same result either way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.client import WorkerHandle
from tests.engine import observed

PLAIN = "def f(x):\n    return 2 * x\n"
BRANCH = "def f(x):\n    if tf.reduce_sum(x) > 0:\n        return 2 * x\n    return -x\n"
LOOP = "def f(x):\n    for _ in tf.range(tf.shape(x)[0]):\n        x = x + 1\n    return x\n"
LEARNER_TRACED = f"@tf.function\n{BRANCH}"
HIDES = """
def f(x):
    try:
        positive = bool(tf.reduce_sum(x) > 0) if tf.executing_eagerly() else None
        if tf.reduce_sum(x) > 0:
            y = 2 * x
        else:
            y = -x
    except Exception:
        y = 0 * x
    return y
"""
NEVER = "def f(x):\n    return tf.constant(x.numpy())\n"


def traced(learner: Any) -> dict[str, Any]:
    """Results of the traced function on two vectors, and how often AutoGraph converted a function of the learner's."""
    import tensorflow as tf
    from tensorflow.python.autograph.impl import api

    from autograder.probes import trace

    converted: list[str] = []
    real = api._convert_actual

    def counted(entity: Any, context: Any) -> Any:
        converted.append(entity.__name__)
        return real(entity, context)

    api._convert_actual = counted
    try:
        graph = trace(learner.f, [tf.TensorSpec([None])])
        return {"results": [graph(tf.constant([1.0, 2.0])), graph(tf.constant([-1.0, -2.0]))], "converted": converted}
    except Exception as error:
        return {"raised": type(error).__name__}
    finally:
        api._convert_actual = real


def seen(worker: WorkerHandle, source: str, function: Callable[..., Any] = traced) -> dict[str, Any]:
    text = f"import tensorflow as tf\n\n{source}".encode()
    load = {"do": "load", "source": text, "suffix": ".py", "filename": "f.py", "given": [], "reference": None}
    assert worker.ask({**load, "names": ["f"]}, 60)["errors"] == []
    found: dict[str, Any] = observed(worker, function)
    return found


@pytest.mark.parametrize(
    ("source", "results", "converts"),
    [
        (PLAIN, [[2, 4], [-2, -4]], False),
        (BRANCH, [[2, 4], [1, 2]], True),
        (LOOP, [[3, 4], [1, 0]], True),
        (LEARNER_TRACED, [[2, 4], [1, 2]], True),
        (HIDES, [[2, 4], [1, 2]], True),
    ],
    ids=["plain", "branch", "loop", "traced by the learner", "swallows the error"],
)
def test_a_function_is_converted_only_where_it_needs_that(
    worker: WorkerHandle, source: str, results: list[list[float]], converts: bool
) -> None:
    found = seen(worker, source)
    assert [result.tolist() for result in found["results"]] == results
    assert bool(found["converted"]) == converts


def test_what_no_graph_can_hold_raises_as_ever(worker: WorkerHandle) -> None:
    assert "raised" in seen(worker, NEVER)


RAISES = (
    "@tf.function\ndef f(x):\n    if tf.rank(x) != 1:\n        raise ValueError('one axis is allowed')\n    return x\n"
)


def attempted(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    from autograder.probes import attempt

    return attempt(learner.f, tf.zeros((1, 1)))


def test_what_a_compiled_function_raises_is_told_by_its_cause(worker: WorkerHandle) -> None:
    """Not by AutoGraph's listing of the code it ran: a message shows one line."""
    assert seen(worker, RAISES, attempted) == {"raised": "ValueError", "message": "one axis is allowed"}
