"""Time limits on a busy machine: waiting for a processor costs a learner nothing, doing nothing does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.client import ForkServer
from autograder.courses import Course
from autograder.deadlines import MOST, Deadline, waited
from autograder.grading import Grader, Submission
from course import syllabus
from tests.engine import MINI, mini_course, outcomes

SPIN = "import time\nend = time.monotonic() + 60\nwhile time.monotonic() < end: pass"

pytestmark = pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/schedstat").exists(),
    reason="this kernel does not say how long a process waits",
)


@pytest.fixture
def busy() -> Iterator[int]:
    """A processor that three other processes keep busy."""
    before = os.sched_getaffinity(0)
    chosen = max(before)
    os.sched_setaffinity(0, {chosen})
    spinners = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(3)]
    try:
        yield chosen
    finally:
        os.sched_setaffinity(0, before)
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def test_waiting_for_a_processor_is_given_back(busy: int) -> None:
    starved = subprocess.Popen([sys.executable, "-c", SPIN])
    idle = subprocess.Popen(["sleep", "60"])
    try:
        time.sleep(1)
        deadlines = {process: Deadline(0.5, process.pid) for process in (starved, idle)}
        time.sleep(1.5)
        assert deadlines[starved].given_back() > 0.5
        assert deadlines[starved].left() > deadlines[idle].left()
        assert deadlines[idle].given_back() < 0.2
        assert deadlines[idle].left() <= 0
        assert deadlines[starved].given_back() <= MOST * 0.5
    finally:
        for process in (starved, idle):
            process.kill()
            process.wait()


def test_without_a_process_it_is_wall_time() -> None:
    deadline = Deadline(0.05)
    assert 0 < deadline.left() <= 0.05
    time.sleep(0.06)
    assert deadline.left() <= 0
    assert waited(0) == 0.0
    assert waited(2**22 + 1) == 0.0, "no such process"


@pytest.mark.slow
def test_a_right_answer_on_a_busy_machine_is_no_timeout_and_an_endless_one_is(busy: int) -> None:
    work = "import time\n\n\ndef total(values):\n    while time.process_time() < {seconds}:\n        pass\n    return SCALE * float(sum(values))\n"
    with ForkServer.running() as own, mini_course() as mini:
        limited = syllabus.Limits(load=20, observation=2, submission=30)
        grader = Grader(own, mini.__class__(**{**vars(mini), "limits": limited}), 7, overlay=True, course=Course(MINI))
        try:
            seen = {}
            for name, seconds in (("long", "before + 0.9"), ("endless", "float('inf')")):
                source = work.format(seconds=seconds).replace(
                    "    while", "    before = time.process_time()\n    while"
                )
                started = time.monotonic()
                report = grader.grade(Submission(name, "mini", Path("mini.py"), source.encode(), only=("total",)))
                seen[name] = outcomes(report), time.monotonic() - started
        finally:
            grader.close()
    assert seen["long"][0]["test_total_is_right"] == "passed", "0.9 s of work within 2 s, but three others worked too"
    assert seen["long"][1] > 2
    assert set(seen["endless"][0].values()) == {"timeout"}
    assert seen["endless"][1] < 30 * (1 + MOST)
