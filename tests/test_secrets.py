"""What learners are told of wrong answers gives no hidden input, label, expected value or check away."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import coursecheck
from autograder.courses import Course
from autograder.exports import export
from autograder.feedback import write_feedback
from autograder.grading import Grader, Session, Submission
from autograder.nbgrader_plugin import TABLE
from autograder.observing import Observation
from autograder.records import Report, write_report
from autograder.text import clean
from course.syllabus import topic, topics

pytestmark = pytest.mark.slow

ANSWERS = int(os.environ.get("AUTOGRADER_FEEDBACK", "3"))
"""How many wrong answers of each topic are looked at; with a large number, every one."""
LONG_NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{5,}")  # as many digits as a value that nobody guesses
LABELS = ("generator", "derive_seed")


class Watch:
    """The numbers that went into observations, those that came back, and those of the reference."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: set[float] = set()
        self.hidden: set[float] = set()
        observation = Session._observation

        def watched(session: Session, spec: Any, encoded: bytes, inputs: dict[str, Any], observed: Any) -> Observation:
            self.hidden |= set(numbers(inputs))
            found = observation(session, spec, encoded, inputs, observed)
            self.seen |= set(numbers(found.seen))
            self.hidden |= set(numbers(found.expected))
            return found

        monkeypatch.setattr(Session, "_observation", watched)


def numbers(value: Any) -> Iterator[float]:
    """All that is no whole number, wherever it is."""
    if isinstance(value, dict):
        yield from numbers(list(value.values()))
    elif isinstance(value, list | tuple | set):
        for entry in value:
            yield from numbers(entry)
    elif isinstance(value, float | np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind == "f":
            entries = array[np.isfinite(array)].astype("float64")
            yield from entries[entries != np.round(entries)].tolist()


def told(text: str, values: Iterable[float]) -> set[str]:
    """The long numbers of a text that are one of these values, rounded as they are there."""
    known = np.sort(np.asarray(list(values), "float64"))
    found = set()
    for number in LONG_NUMBER.findall(text):
        half = 0.5 * 10.0 ** -len(number.partition(".")[2])
        low, high = np.searchsorted(known, (float(number) - half, float(number) + half))
        if low < high:
            found.add(number)
    return found


def secrets_of(grader: Path) -> tuple[set[str], set[str]]:
    """(labels of hidden inputs, lines of code) of a grader file."""
    tree = ast.parse(grader.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in LABELS]
    labels = {arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)}
    # The hints and messages of a check are for the learner: of a decorator or an assertion only the test is secret.
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            lines.add(ast.unparse(node.test))
        elif isinstance(node, ast.Assign | ast.Return | ast.With):
            lines.add(ast.unparse(node).splitlines()[0])
    return {label for label in labels if isinstance(label, str)}, {flat(line) for line in lines if len(flat(line)) > 30}


def flat(text: str) -> str:
    """Without white space and quotes."""
    return re.sub(r"[\s\"']", "", text)


@pytest.mark.parametrize("name", [each.name for each in topics()])
def test_feedback_on_wrong_answers_keeps_secrets(
    name: str, graders: dict[tuple[str, bool], Grader], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = topic(name)
    files = Course.found().files(one)
    wrong = [path for path in coursecheck.answers_of(files) if path.stem.startswith("wrong_")]
    labels, lines = secrets_of(files.grader)
    public = files.notebook.read_text(encoding="utf-8")
    labels = {label for label in labels if label not in public}  # the name of a part is no secret
    assert lines
    chosen, missed = wrong[:: max(1, len(wrong) // ANSWERS)][:ANSWERS], 0
    for path in chosen:
        watch = Watch(monkeypatch)
        report = graders[name, True].grade(Submission(path.stem, name, path, path.read_bytes()))
        missed += report.score < report.max_score
        text = everything_told(report, tmp_path / path.stem)
        monkeypatch.undo()
        assert not told(text, watch.hidden) - told(text, watch.seen), path.name
        quoted = {label for label in labels if re.search(rf"[\"'`]{re.escape(label)}[\"'`]", text)}
        assert not quoted, f"{path.name}: {quoted}"
        code = flat(text)
        assert not [line for line in lines if line in code], path.name
        for secret in (report.run_seed, str(int(report.run_seed, 16)), "assert_close", files.grader.name, "run_seed"):
            assert secret not in text, f"{path.name}: {secret}"
    assert missed == len(chosen)


def everything_told(report: Report, out: Path) -> str:
    """What a learner may read: feedback page, tables in the notebook, Gradescope's and Moodle's files."""
    write_report(out, report)
    pages = [path.read_text(encoding="utf-8") for path in write_feedback(out)]
    tables = [TABLE.render(part=part, clean=clean) for part in report.parts]
    files = [path.read_text(encoding="utf-8") for path in export(out, "gradescope").rglob("results.json")]
    return "\n".join([*pages, *tables, *files, export(out, "moodle").read_text(encoding="utf-8")])


def test_a_number_that_is_told_is_found() -> None:
    values = [1.0, 0.123456789, -2.5]
    assert told("the sum is 0.12346 (not 7.0)", values) == {"0.12346"}
    assert not told("the sum is 0.12347 or 1.00001", values)
    assert list(numbers({"a": [np.array([1.0, 0.5, np.nan]), ("x", 2, 0.25)]})) == [0.5, 0.25]
