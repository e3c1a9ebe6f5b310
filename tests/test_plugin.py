"""A grader file is collected once in a process, and its checks run anew for every submission."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from msgspec.structs import replace

from autograder import overrun, plugin
from autograder.errors import GraderError
from autograder.plugin import run_checks
from autograder.records import CheckResult

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


ENDLESS = """
import pytest
from autograder import check
from autograder.observing import Observation

def count_to(end):
    number = 0
    while number != end:
        number += 1

@pytest.fixture
def never():
    count_to(-1)

@pytest.fixture
def seen(run_seed):
    return Observation("seen", -run_seed, lambda: 5)

@check("setup", points=1, hint="It is made.")
def test_of_a_fixture(never):
    pass

@check("own", points=1, hint="It ends.")
def test_of_itself(run_seed):
    count_to(-run_seed)

@check("caught", points=1, hint="It ends.")
def test_that_holds_on():
    for _ in range(3):
        try:
            count_to(-1)
        except Exception:
            pass

@check("answer", points=1, hint="It is five.")
def test_of_an_answer(seen):
    count_to(seen.seen)

@check("after", points=1, hint="It is above zero.")
def test_after(run_seed):
    assert run_seed > 0
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overrun, "SECONDS", 0.2)
    monkeypatch.setattr(overrun, "AGAIN", 0.2)
    monkeypatch.setattr(overrun, "PERIOD", 0.02)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("in_thread", [False, True])
def test_a_check_that_goes_on_for_ever_is_ended_and_our_fault(grader: Path, in_thread: bool) -> None:
    grader.write_text(ENDLESS, encoding="utf-8")
    found: list[CheckResult] = []

    def run() -> None:
        found[:] = [result for _, result in run_checks(grader, Session(2))]

    def start() -> None:
        if in_thread:
            thread = threading.Thread(target=run)
            thread.start()
            thread.join()
        else:
            run()

    start()
    first = found[:]
    start()
    assert [replace(result, seconds=0.0) for result in found] == [replace(result, seconds=0.0) for result in first]
    assert [first[number].seconds >= 0.2 for number in range(5)] == [True, True, True, True, False]
    assert [found[number].seconds >= 0.2 for number in range(5)] == [False, False, True, True, False], "it was known"
    assert [(result.check, result.outcome) for result in found] == [
        ("test_of_a_fixture", "fault"),
        ("test_of_itself", "fault"),
        ("test_that_holds_on", "passed"),
        ("test_of_an_answer", "failed"),
        ("test_after", "passed"),
    ]
    assert "does not come to an end: it computed for more than 0.2 s of processor time" in found[0].message
    assert found[0].message == found[1].message
    assert found[3].message.startswith("with what came back this check does not come to an end")


MANY_ENDLESS = ENDLESS + "".join(
    f"""
@check("many", points=1, hint="It ends.")
def test_{number}():
    count_to(-1)
"""
    for number in range(40)
)


def test_a_check_that_is_ended_over_and_over_leaves_what_comes_after_it_alone(
    grader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is announced from the moment on at which a check is left, however often it was before."""
    grader.write_text(MANY_ENDLESS, encoding="utf-8")
    plugin.collected(grader, io.StringIO())
    monkeypatch.setattr(overrun, "SECONDS", 0.03)
    monkeypatch.setattr(overrun, "AGAIN", 0.0)
    monkeypatch.setattr(overrun, "PERIOD", 0.0)
    between = sys.getswitchinterval()
    sys.setswitchinterval(0.000_01)
    try:
        found = outcomes(grader, 2)
    finally:
        sys.setswitchinterval(between)
    assert [outcome for part, outcome in found if part == "many"] == ["fault"] * 40
    assert ("after", "passed") in found


@pytest.mark.usefixtures("impatient")
def test_a_grader_file_that_goes_on_for_ever_is_told(grader: Path) -> None:
    grader.write_text("while True:\n    pass\n", encoding="utf-8")
    with pytest.raises(GraderError, match="it computed for more than"):
        outcomes(grader, 1)


def compute(seconds: float) -> None:
    """Take so much processor time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.mark.usefixtures("impatient")
def test_waiting_costs_a_check_nothing_and_what_comes_after_it_is_left_alone() -> None:
    overrun.ended_when_overrun(lambda: time.sleep(0.5))
    with pytest.raises(overrun.Overran):
        overrun.ended_when_overrun(lambda: compute(60))
    compute(0.5)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("overran", [False, True])
def test_functions_are_traced_afterwards_as_before(overran: bool) -> None:
    """With an exception still announced, the interpreter would stay at one step of a traced function for ever."""
    with contextlib.suppress(overrun.Overran):
        overrun.ended_when_overrun(lambda: compute(60 if overran else 0))
    steps = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        assert steps < 100_000
        return count

    sys.settrace(count)
    try:
        sum(number for number in range(100))
    finally:
        sys.settrace(None)
    assert 100 < steps < 10_000
