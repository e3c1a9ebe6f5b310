"""What `autograder grade` does: find, grade with a progress bar, keep each report, print the table of scores."""

from __future__ import annotations

import string
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from autograder import batch, cluster
from autograder.client import ForkServer
from autograder.errors import AutograderError
from autograder.grading import Submission
from autograder.instructing import autograde_course, is_course
from autograder.records import Report, write_report
from autograder.running import progress_bar
from autograder.sandbox.policy import Isolation
from autograder.scores import tables
from autograder.submissions import Problem, find
from course.syllabus import Topic


@dataclass(frozen=True)
class Request:
    """The options of `autograder grade`."""

    paths: list[Path]
    topic: Topic | None = None
    overlay: bool = False
    jobs: int = 1
    resume: bool = False
    out: Path | None = None
    isolation: Isolation = "full"
    run_seed: str | None = None
    scheduler: str | None = None


def run(request: Request, console: Console, server: ForkServer | None = None) -> tuple[list[Report], list[Problem]]:
    """Grade what `request` names; reports in a fixed order, and what could not be graded."""
    if request.resume and request.out is None:
        raise AutograderError("--resume goes on with the batch in a folder; name it by --out")
    options = batch.Options(request.jobs, request.overlay, request.isolation)
    if request.run_seed is not None:
        options = batch.Options(request.jobs, request.overlay, request.isolation, _seed(request.run_seed))
    found = find(request.paths, request.topic)
    store = batch.Store(request.out) if request.out is not None else None
    if store is not None:
        options = store.open(options, resume=request.resume)
    items = list(batch.pending(found.submissions, store, options))
    reports = [item for item in items if isinstance(item, Report)]
    todo = [item for item in items if isinstance(item, Submission)]
    with progress_bar(console) as progress:
        bar = progress.add_task("grading", total=len(todo))

        def done(report: Report) -> None:
            if store is not None:
                write_report(store.out, report)
            reports.append(report)
            progress.advance(bar)

        if request.scheduler is None:
            batch.grade(todo, options, done, server)
        else:
            cluster.grade(todo, options, done, request.scheduler, tell=progress.console.print)
    if store is not None:
        store.close(options, found.problems)
    reports.sort(key=lambda report: (report.student, report.topic))
    for path in request.paths:
        if is_course(path):
            found.problems += _into_gradebook(path, reports)
    if reports:
        for view in tables(reports, console.width):
            console.print(view)
    return reports, found.problems


def _into_gradebook(course: Path, reports: list[Report]) -> list[Problem]:
    """Hand the reports to nbgrader, the one writer of its gradebook; what could not be recorded."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for report in reports:
            write_report(Path(folder), report)
        failed = autograde_course(course, Path(folder))
    return [Problem(str(course), f"nbgrader could not record {told}") for told in failed]


def _seed(text: str) -> int:
    if not 1 <= len(text) <= 32 or set(text) - set(string.hexdigits):
        raise AutograderError("--run-seed takes the run_seed of a report: 32 hexadecimal digits")
    return int(text, 16)
