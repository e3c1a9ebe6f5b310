"""Grades texts by the small topic in tests/mini, through the real engine."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cloudpickle

from autograder.client import ForkServer, WorkerHandle
from autograder.courses import Course
from autograder.grading import Grader, Submission
from autograder.records import CheckResult, Report
from course import syllabus

MINI = Path(__file__).with_name("mini")
ENVIRONMENT = {"COURSE_SYLLABUS": str(MINI / "syllabus.toml"), "AUTOGRADER_COURSE": str(MINI), "COLUMNS": "200"}
"""Of a command on the small course."""


@contextmanager
def mini_course() -> Iterator[syllabus.Topic]:
    """Within the block, the course is the small one."""
    kept = os.environ.get("COURSE_SYLLABUS")
    os.environ["COURSE_SYLLABUS"] = str(MINI / "syllabus.toml")
    syllabus.topics.cache_clear()
    try:
        yield syllabus.topic("mini")
    finally:
        os.environ.pop("COURSE_SYLLABUS")
        if kept is not None:
            os.environ["COURSE_SYLLABUS"] = kept
        syllabus.topics.cache_clear()


def grade(
    server: ForkServer,
    source: str | bytes,
    *,
    suffix: str = ".py",
    overlay: bool = True,
    run_seed: int = 7,
    patient: bool = False,
) -> Report:
    """The report of one submission to the small topic; `patient` gives it a minute per observation."""
    data = source.encode() if isinstance(source, str) else source
    with mini_course() as mini:
        if patient:
            mini = replace(mini, limits=syllabus.Limits(load=60, observation=60, submission=200))
        grader = Grader(server, mini, run_seed, overlay=overlay, course=Course(MINI))
        try:
            return grader.grade(Submission("student", "mini", Path(f"mini{suffix}"), data))
        finally:
            grader.close()


def outcomes(report: Report) -> dict[str, str]:
    """Outcome of every check."""
    return {check.check: check.outcome for check in report.checks}


def result(report: Report, name: str) -> CheckResult:
    """One check's result."""
    return next(check for check in report.checks if check.check == name)


def without_times(report: Report) -> str:
    """A report's text, times aside."""
    import msgspec

    told = msgspec.to_builtins(report)
    told["seconds"] = told["cpu_seconds"] = 0
    for part in told["parts"]:
        for check in part["checks"]:
            check["seconds"] = 0
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest() + repr(told)


def observed(worker: WorkerHandle, function: Callable[..., Any], graphs: Any = None) -> Any:
    """What a function of a test's module returns in a worker, of its learner or of exported graphs."""
    module = sys.modules[function.__module__]
    cloudpickle.register_pickle_by_value(module)
    try:
        shipped = cloudpickle.dumps(function)
    finally:
        cloudpickle.unregister_pickle_by_value(module)
    request = {"do": "observe", "source": (f"<observation {function.__name__}>", ""), "function": shipped}
    return worker.ask({**request, "inputs": {}, "graphs": graphs, "seed": 1}, 60)["value"]
