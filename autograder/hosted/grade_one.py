"""Grades what one student handed in to Gradescope: ROOT/submission becomes ROOT/results/results.json."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from autograder import batch
from autograder.errors import AutograderError
from autograder.exports import gradescope_results
from autograder.records import Report, write_atomically
from autograder.report.summary import full_points
from autograder.sandbox.policy import Isolation
from autograder.submissions import PUBLIC_CHECKS, SUFFIXES, find
from autograder.text import clean
from course.syllabus import CourseError, Topic, topic

MESSAGE_LIMIT = 1000


class NothingToGrade(Exception):
    """No file, or too many: the student is told, and has no points yet."""


def main() -> int:
    """Exit status 0: graded, or told the student what to hand in; 1: could not be graded, for no fault of theirs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--root", type=Path, default=Path("/autograder"))
    parser.add_argument("--isolation", choices=("full", "process"), default="full")
    options = parser.parse_args()
    status = 0
    try:
        results = grade(topic(options.topic), options.root / "submission", options.isolation)
    except NothingToGrade as error:
        results = {"score": 0.0, **_told(str(error), "visible")}
    except (AutograderError, CourseError) as error:
        print(f"not graded: {error}", file=sys.stderr)
        results, status = (
            _told("This could not be graded, for no fault of yours. Your instructor can see why.", "visible"),
            1,
        )
    write_atomically(
        options.root / "results" / "results.json", msgspec.json.format(msgspec.json.encode(results)) + b"\n"
    )
    return status


def grade(wanted: Topic, folder: Path, isolation: Isolation) -> dict[str, Any]:
    """The `results.json` of the submission in `folder`; raises `AutograderError` where a fault of ours would cost marks."""
    found = find([_chosen(wanted, folder)], wanted)
    if found.problems:
        raise NothingToGrade(found.problems[0].message)
    reports: list[Report] = []
    batch.grade(found.submissions, batch.Options(isolation=isolation), reports.append)
    (report,) = reports
    faulty = [check for check in report.checks if check.outcome == "fault"]
    if faulty:
        raise AutograderError(f"{faulty[0].check}: {faulty[0].message}")
    return gradescope_results(report, full_points(report))


def _chosen(wanted: Topic, folder: Path) -> Path:
    """The file named after the topic, or the only one there is."""
    here = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file()]
    here = [path for path in here if path.name != PUBLIC_CHECKS]
    named = [path for path in here if path.stem == wanted.name]
    for files in (named, here):
        if len(files) == 1:
            return files[0]
    names = f"{wanted.name}.ipynb (or {wanted.name}.py)"
    if len(named) > 1:
        raise NothingToGrade(f"Hand in one file {names}; there are {len(named)}.")
    raise NothingToGrade(f"Hand in {names}; there is no such file.")


def _told(message: str, visibility: str) -> dict[str, Any]:
    return {
        "output": clean(message, MESSAGE_LIMIT),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
    }


if __name__ == "__main__":
    sys.exit(main())
