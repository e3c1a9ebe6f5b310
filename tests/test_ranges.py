"""Measured ranges: they hold right answers with less than one false alarm in a million, and catch others."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import NormalDist, fmean

import pytest

from autograder import assert_within, calibrate, ranges
from autograder.client import ForkServer
from autograder.courses import Course
from autograder.errors import GraderError
from tests.engine import MINI, mini_course

MEASURING = """
from autograder import assert_within


@observe
def gauged(learner):
    import numpy as np

    return learner.total(np.random.default_rng().normal(5.0, 0.1, 50).astype("float32"))


@check("total", points=1, hint="A hint that is long enough to be one.")
def test_total_is_usual(gauged):
    assert_within("mini.total", gauged.seen, what="the total")
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "ranges.toml"
    monkeypatch.setattr(ranges, "RANGES", path)
    ranges._ranges.cache_clear()
    yield path
    ranges._ranges.cache_clear()


def test_a_fitted_range_has_few_false_alarms_and_is_not_wide() -> None:
    draw, right = random.Random(3), NormalDist(1.0, 0.2)
    alarms = []
    for _ in range(200):
        found = ranges.fitted([draw.gauss(1.0, 0.2) for _ in range(100)])
        assert found.high - found.low < 3.0
        alarms.append(right.cdf(found.low) + right.cdf(2.0 - found.high))
    assert fmean(alarms) < ranges.FALSE_ALARM


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(GraderError, match="too few"):
        ranges.fitted([1.0] * 19)


def test_a_range_judges_and_a_missing_one_is_the_graders_fault(file: Path) -> None:
    ranges.write({"mini.total": ranges.Range(1.0, 2.0, 100)})
    assert_within("mini.total", 1.5)
    for value in (0.9, 2.1, float("nan"), float("inf"), [1.5], "1.5", None):
        with pytest.raises(AssertionError):
            assert_within("mini.total", value)
    with pytest.raises(GraderError, match="autograder calibrate mini"):
        assert_within("mini.other", 1.5)
    ranges.write({"mini.other": ranges.Range(0.0, 9.0, 50)})
    assert_within("mini.total", 1.5)
    assert_within("mini.other", 1.5)


def test_calibrate_measures_the_reference(server: ForkServer, file: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    (root / "autograder" / "graders").mkdir(parents=True)
    ungauged = (MINI / "autograder" / "graders" / "test_mini.py").read_text()
    (root / "autograder" / "graders" / "test_mini.py").write_text(ungauged + MEASURING)
    (root / "solutions").mkdir()
    (root / "solutions" / "01_mini.py").write_bytes((MINI / "solutions" / "01_mini.py").read_bytes())
    with mini_course() as mini, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Course, "found", classmethod(lambda cls: Course(root)))
        measured = calibrate.calibrate(mini, 20, server)
    assert measured.keys() == {"mini.total"}
    assert measured["mini.total"].low < 500 < measured["mini.total"].high
    assert measured["mini.total"].high - measured["mini.total"].low < 60
    assert "runs = 20" in file.read_text()
