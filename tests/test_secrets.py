"""What must stay hidden is found in what a learner is told; `test_topics` looks for it in the feedback of every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cloudpickle
import numpy as np
import pytest
from msgspec.structs import replace

from autograder import coursecheck
from autograder.courses import Course
from autograder.grading import Grader
from autograder.observing import ObservationSpec
from autograder.records import Report
from course.syllabus import topic
from tests.telling import leaks, numbers, secrets_of, told, watched


def test_a_number_that_is_told_is_found() -> None:
    values = [np.array([1.0, 0.123456789]), np.array([np.nan, np.inf, -2.5], "float32")]
    assert told("the sum is 0.12346 (not 7.0)", values) == {"0.12346"}
    assert told("it is -2.50000", values) == {"-2.50000"}
    assert not told("the sum is 0.12347 or 1.00000", values)
    found = numbers({"a": [np.array([[1.0, 0.5]]), ("x", 2, 0.25)], "b": np.arange(3)})
    assert [array.tolist() for array in found] == [[1.0, 0.5], [0.25]]


def saying(report: Report, message: str) -> Report:
    """The report with other words for the first check that failed."""
    part = next(part for part in report.parts if any(check.outcome == "failed" for check in part.checks))
    checks = [replace(check, message=message) if check.outcome == "failed" else check for check in part.checks]
    return replace(report, parts=[replace(one, checks=checks) if one is part else one for one in report.parts])


def test_whatever_must_stay_hidden_is_found_in_the_feedback(
    graders: dict[tuple[str, bool], Grader], tmp_path: Path
) -> None:
    one = topic("losses")
    files = Course.found().files(one)
    path = next(path for path in coursecheck.answers_of(files) if path.stem.startswith("wrong_"))
    with watched() as found:
        report = graders[one.name, True].grade(coursecheck.overlay(one, path))
    assert report.score < report.max_score
    assert leaks(report, found, tmp_path / "as it is") == []
    known = {f"{number:.6f}" for array in found.seen for number in array}
    drawn = (f"{number:.6f}" for array in found.hidden for number in array if 0.1 < abs(number) < 0.9)
    secret = next(number for number in drawn if number not in known)
    labels, lines = secrets_of(files)
    said = [f"the entry is {secret}", f'the input "{min(labels)}"', f"assert {min(lines)}", report.run_seed]
    for number, message in enumerate([*said, str(int(report.run_seed, 16)), f"in {files.grader.name}"]):
        assert leaks(saying(report, message), found, tmp_path / str(number)), message


@pytest.mark.parametrize("name", ["losses", "fcn"])
def test_a_grader_has_secrets_to_look_for(name: str) -> None:
    labels, lines = secrets_of(Course.found().files(topic(name)))
    assert labels
    assert lines


def helper() -> int:
    return 1


def test_what_is_shipped_does_not_say_where_it_comes_from() -> None:
    def observation(learner: Any) -> Any:
        return [helper() for _ in learner]

    spec = ObservationSpec("observation", observation, ())
    assert Path(__file__).name.encode() not in spec.blob
    shipped = cloudpickle.loads(spec.blob)
    assert shipped([1, 2]) == [1, 1]
    assert shipped.__code__.co_filename == "<observation observation>"
    assert shipped.__globals__["helper"].__code__.co_filename == "<grader>"
