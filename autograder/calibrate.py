"""`autograder calibrate`: grades the reference over many seeds and writes the ranges its checks ask for."""

from __future__ import annotations

from collections.abc import Callable

from autograder import ranges
from autograder.client import ForkServer
from autograder.courses import Course
from autograder.errors import GraderError
from autograder.grading import Grader, Submission
from autograder.records import Report
from course.syllabus import Topic


def calibrate(
    topic: Topic, runs: int, server: ForkServer, progress: Callable[[], None] = lambda: None
) -> dict[str, ranges.Range]:
    """Measure and write the ranges of a topic; the reference must pass its other checks too, under every seed.

    The first seed tells which parts ask for a range; the other seeds run those alone.
    """
    files = Course.found().files(topic)
    asking: list[str] = []
    with ranges.collecting() as values:
        for run_seed in range(runs):
            grader = Grader(server, topic, run_seed, cache=False)
            try:
                for part in asking if run_seed else [part.id for part in topic.parts]:
                    known = sum(map(len, values.values()))
                    reference = Submission(
                        "reference", topic.name, files.solution, files.solution.read_bytes(), (part,)
                    )
                    _require(grader.grade(reference), run_seed)
                    if not run_seed and sum(map(len, values.values())) > known:
                        asking.append(part)
            finally:
                grader.close()
            progress()
            if not asking:
                return {}
        measured = {name: ranges.fitted(found) for name, found in values.items()}
    ranges.write(measured)
    return measured


def _require(report: Report, run_seed: int) -> None:
    lost = [check for check in report.checks if check.outcome != "passed"]
    if lost:
        raise GraderError(f"the reference fails {lost[0].check} under seed {run_seed}: {lost[0].message}")
