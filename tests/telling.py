"""Looks through everything that a learner is told of a submission for what must stay hidden."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.courses import Course, TopicFiles
from autograder.exports import export
from autograder.feedback import write_feedback
from autograder.grading import Session
from autograder.nbgrader_plugin import TABLE
from autograder.observing import Observation
from autograder.records import Report, write_report
from autograder.text import clean
from course.syllabus import topic

Array = npt.NDArray[np.floating[Any]]
LONG_NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{5,}")  # as many digits as a value that nobody guesses
LABELS = ("generator", "derive_seed")


class Numbers:
    """Those that went into a submission's observations, those that came back, and those of the reference."""

    def __init__(self) -> None:
        self.seen: list[Array] = []
        self.hidden: list[Array] = []


@contextmanager
def watched() -> Iterator[Numbers]:
    """The numbers of all observations that are made in this process within the block."""
    found = Numbers()
    observation = Session._observation

    def watching(session: Session, spec: Any, encoded: bytes, inputs: dict[str, Any], observed: Any) -> Observation:
        found.hidden += numbers(inputs)
        one = observation(session, spec, encoded, inputs, observed)
        found.seen += numbers(one.seen)
        found.hidden += numbers(one.expected)
        return one

    Session._observation = watching  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Session._observation = observation  # type: ignore[method-assign]


def leaks(report: Report, of: Numbers, out: Path) -> list[str]:
    """What the learner is told that must stay hidden: numbers, labels of inputs, seeds, code of checks."""
    files = Course.found().files(topic(report.topic))
    text = everything_told(report, out)
    labels, lines = secrets_of(files)
    code = flat(text)
    return [
        *sorted(told(text, of.hidden) - told(text, of.seen)),
        *sorted(label for label in labels if re.search(rf"[\"'`]{re.escape(label)}[\"'`]", text)),
        *sorted(line for line in lines if line in code),
        *(secret for secret in (report.run_seed, str(int(report.run_seed, 16))) if secret in text),
        *(name for name in ("assert_close", files.grader.name, "run_seed") if name in text),
    ]


def numbers(value: Any) -> Iterator[Array]:
    """All floating-point numbers of an observation's data, wherever they are."""
    if isinstance(value, dict):
        yield from numbers(list(value.values()))
    elif isinstance(value, list | tuple | set):
        for entry in value:
            yield from numbers(entry)
    elif isinstance(value, float | np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind == "f":
            yield array.reshape(-1)


def told(text: str, arrays: Iterable[Array]) -> set[str]:
    """The long numbers of a text that are one of these values (no whole ones), rounded as they are there."""
    arrays = list(arrays)
    return {number for number in set(LONG_NUMBER.findall(text)) if any(_holds(array, number) for array in arrays)}


def _holds(array: Array, number: str) -> bool:
    value, half = float(number), 0.5 * 10.0 ** -len(number.partition(".")[2])
    near = array[np.abs(array - value) <= half]
    return bool(np.any(near != np.round(near)))


@cache
def secrets_of(files: TopicFiles) -> tuple[set[str], set[str]]:
    """(labels of hidden inputs, lines of code) of a topic's grader file; what the notebook holds itself is no secret."""
    tree = ast.parse(files.grader.read_text(encoding="utf-8"))
    public = files.notebook.read_text(encoding="utf-8")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in LABELS]
    labels = {arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)}
    # The hints and messages of a check are for the learner: of a decorator or an assertion only the test is secret.
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            lines.add(ast.unparse(node.test))
        elif isinstance(node, ast.Assign | ast.Return | ast.With):
            lines.add(ast.unparse(node).splitlines()[0])
    labels = {label for label in labels if isinstance(label, str) and label not in public}
    return labels, {flat(line) for line in lines if len(flat(line)) > 30}


def flat(text: str) -> str:
    """Without white space and quotes."""
    return re.sub(r"[\s\"']", "", text)


def everything_told(report: Report, out: Path) -> str:
    """What a learner may read: feedback page, tables in the notebook, Gradescope's and Moodle's files."""
    write_report(out, report)
    pages = [path.read_text(encoding="utf-8") for path in write_feedback(out)]
    tables = [TABLE.render(part=part, clean=clean) for part in report.parts]
    files = [path.read_text(encoding="utf-8") for path in export(out, "gradescope").rglob("results.json")]
    return "\n".join([*pages, *tables, *files, export(out, "moodle").read_text(encoding="utf-8")])
