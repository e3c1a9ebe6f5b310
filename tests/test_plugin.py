"""A grader file is collected once in a process, and its checks run anew for every submission."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import plugin
from autograder.errors import GraderError
from autograder.plugin import run_checks

GRADER = """
import pytest
from autograder import check

made = []

@pytest.fixture(scope="module")
def number(run_seed):
    made.append(run_seed)
    yield run_seed
    made.append("torn down")

@check("one", points=1, hint="A number is above zero.")
def test_one(number):
    if number == 3:
        raise KeyboardInterrupt
    assert number > 0

@check("two", points=2, hint="It is not two.")
def test_two(number):
    assert number != 2
"""


@dataclass
class Session:
    """What a run asks of a grading whose checks observe nothing."""

    run_seed: int


def outcomes(grader: Path, run_seed: int, *parts: str, first_failure: bool = False) -> list[tuple[str, str]]:
    results = run_checks(grader, Session(run_seed), parts or None, first_failure=first_failure)
    return [(part, result.outcome) for part, result in results]


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    path = tmp_path / "test_numbers.py"
    path.write_text(GRADER, encoding="utf-8")
    return path


def made(grader: Path) -> list[object]:
    """What the fixture of the grader file has done so far."""
    (item, *_) = plugin.collected(grader, io.StringIO()).items
    assert isinstance(item, pytest.Function)
    return list(item.module.made)


def test_fixtures_are_made_anew_for_every_submission(grader: Path) -> None:
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "passed")]
    assert outcomes(grader, 2) == [("one", "passed"), ("two", "fault")]  # with no reference that passes
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "passed")]
    assert made(grader) == [1, "torn down", 2, "torn down", 1, "torn down"]


def test_only_some_parts(grader: Path) -> None:
    assert outcomes(grader, 1, "two") == [("two", "passed")]
    with pytest.raises(GraderError, match="no check of three"):
        outcomes(grader, 1, "three")
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "passed")]


def test_the_first_failure_ends_a_run_and_its_fixtures(grader: Path) -> None:
    assert outcomes(grader, 0, first_failure=True) == [("one", "fault")]
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "passed")]
    assert made(grader) == [0, "torn down", 1, "torn down"]


def test_an_interrupted_run_leaves_nothing_to_the_next(grader: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        outcomes(grader, 3)
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "passed")]


def test_a_changed_file_and_a_namesake_are_read(grader: Path, tmp_path: Path) -> None:
    assert len(outcomes(grader, 1)) == 2
    grader.write_text(GRADER.replace("number != 2", "number != 1"), encoding="utf-8")
    os.utime(grader, ns=(1, 1))
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "fault")]
    other = tmp_path / "other" / grader.name
    other.parent.mkdir()
    other.write_text(GRADER.replace('"two"', '"three"'), encoding="utf-8")
    assert outcomes(other, 1) == [("one", "passed"), ("three", "passed")]
    assert outcomes(grader, 1) == [("one", "passed"), ("two", "fault")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def test_one():\n    pass\n", "test_one is not marked by @check"),
        ("import nowhere\n", "No module named 'nowhere'"),
        ("def test_one(:\n", "SyntaxError"),
        ("", "pytest could not run it"),
    ],
)
def test_a_broken_grader_is_told(grader: Path, text: str, told: str) -> None:
    grader.write_text(text, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(GraderError, match=told):
            outcomes(grader, 1)
