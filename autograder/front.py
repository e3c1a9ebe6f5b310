"""What `autograder grade` does: find, grade with a progress bar, keep each report, print the table of scores."""

from __future__ import annotations

import contextlib
import os
import string
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.syntax import Syntax
from rich.table import Table

from autograder import batch, cluster, similar
from autograder.auditing import Audit, audit, checks_of
from autograder.calibrate import calibrate
from autograder.client import ForkServer
from autograder.coursecheck import REFERENCE, STUB, Finding, check_topic
from autograder.errors import AutograderError
from autograder.grading import Submission
from autograder.instructing import autograde_course, is_course
from autograder.records import Report, write_report
from autograder.sandbox.policy import Isolation
from autograder.submissions import Problem, find
from autograder.text import terminal
from course.syllabus import Topic, topics

MUTATION_SCORE = 0.95  # the share of a topic's mutants that its hidden checks have to kill


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
    reports = [report for report in batch.pending(found.submissions, store, options) if isinstance(report, Report)]
    todo = [item for item in batch.pending(found.submissions, store, options) if isinstance(item, Submission)]
    with _progress(console) as progress:
        bar = progress.add_task("grading", total=len(todo))

        def done(report: Report) -> None:
            if store is not None:
                write_report(store.out, report)
            reports.append(report)
            progress.advance(bar)

        if request.scheduler is None:
            batch.grade(todo, options, done, server)
        else:
            cluster.grade(todo, options, done, request.scheduler)
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


def calibrate_topic(chosen: Topic, runs: int, console: Console) -> None:
    """Measure a topic's ranges and print them."""
    with _server() as server, _progress(console) as progress:
        bar = progress.add_task(f"calibrating {chosen.name}", total=runs)
        measured = calibrate(chosen, runs, server, lambda: progress.advance(bar))
    view = Table("quantity", "from", "to", "runs", header_style="bold")
    for name, found in measured.items():
        view.add_row(name, f"{found.low:.6g}", f"{found.high:.6g}", str(found.runs))
    console.print(view if measured else f"The checks of {chosen.name} ask for no measured range.")


@contextlib.contextmanager
def _server() -> Iterator[ForkServer]:
    """The warm fork server that AUTOGRADER_SERVER names, or one for the time of the block."""
    attached = os.environ.get("AUTOGRADER_SERVER")
    if attached:
        yield ForkServer.attach(Path(attached))
        return
    with ForkServer.running() as server:
        yield server


def _into_gradebook(course: Path, reports: list[Report]) -> list[Problem]:
    """Hand the reports to nbgrader, the one writer of its gradebook; what could not be recorded."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for report in reports:
            write_report(Path(folder), report)
        failed = autograde_course(course, Path(folder))
    return [Problem(str(course), f"nbgrader could not record {told}") for told in failed]


def check_topics(chosen: list[Topic], jobs: int, seeds: int, console: Console) -> bool:
    """Check whole topics and print what their authors must mend; True when there is nothing."""
    view = Table("topic", "reference", "stub", "right", "wrong caught", "CPU s", "to mend", header_style="bold")
    findings: list[Finding] = []
    with _server() as server, _progress(console) as progress:
        bar = progress.add_task("checking", total=None)
        for chosen_topic in chosen:
            progress.update(bar, description=f"checking {chosen_topic.name}")
            found, reports = check_topic(
                chosen_topic, jobs=jobs, seeds=seeds, server=server, progress=lambda: progress.advance(bar)
            )
            findings += found
            for finding in found:  # told at once: the next topics take minutes
                console.print(
                    f"{finding.topic}: {finding.where}: {finding.message}",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
            view.add_row(chosen_topic.name, *_summary(reports), str(len(found)) if found else "[green]none[/]")
    console.print(view)
    return not findings


def audit_topic(chosen: Topic, part: str | None, most: int | None, jobs: int, console: Console) -> Audit:
    """Audit a topic and print its mutation score, and each survivor with the checks that let it through."""
    if part is not None:
        part = chosen.part(part).id
    with _server() as server, _progress(console) as progress:
        bar = progress.add_task(f"auditing {chosen.name}", total=None)
        audited = audit(
            chosen,
            part=part,
            most=most,
            jobs=jobs,
            server=server,
            started=lambda count: progress.update(bar, total=count),
            progress=lambda: progress.advance(bar),
        )
    view = Table("part", "mutants", "killed", "equivalent", "survived", "faults", header_style="bold")
    for each in chosen.parts:
        counts = [
            sum(_part_of(name) == each.id for name in names)
            for names in (
                audited.killed,
                audited.equivalent,
                [mutant.name for mutant in audited.survived],
                audited.faults,
            )
        ]
        if sum(counts):
            view.add_row(each.title, str(sum(counts)), *map(str, counts))
    console.print(view)
    for mutant in audited.survived:
        console.print(f"\n{mutant.name} survived: {mutant.operator}", style="bold", markup=False, highlight=False)
        console.print(Syntax(mutant.diff, "diff", background_color="default"))
        console.print(f"checks of this part: {', '.join(checks_of(chosen, mutant.part))}", style="dim", highlight=False)
    for fault in audited.faults:
        console.print(f"fault: {fault}", style="red", markup=False, highlight=False)
    for entry in audited.stale:
        console.print(
            f"fits no mutant any more, take it out of the equivalents: {entry}", markup=False, highlight=False
        )
    console.print(f"\nmutation score of {chosen.name}: {audited.score:.1%}", style="bold", highlight=False)
    return audited


def compare_submissions(
    path: Path, chosen: Topic | None, threshold: float, out: Path, isolation: Isolation, console: Console
) -> tuple[Path, list[Problem]]:
    """Compare the submissions of each topic below `path`; the page that shows them, and what could not be compared."""
    similar.available()
    found = find([path], chosen)
    if not found.submissions:
        raise AutograderError(f"{found.problems[0].path}: {found.problems[0].message}")
    comparisons = []
    with _server() as server, _progress(console) as progress:
        bar = progress.add_task("comparing", total=len(found.submissions))
        for each in topics():
            same = [submission for submission in found.submissions if submission.topic == each.name]
            if same:
                comparisons.append(
                    similar.compare(
                        each,
                        same,
                        server,
                        threshold=threshold,
                        isolation=isolation,
                        progress=lambda: progress.advance(bar),
                    )
                )
    pairs = similar.most_similar(comparisons)
    console.print(
        similar.table(pairs) if pairs else f"No two of {len(found.submissions)} submissions are that similar."
    )
    problems = found.problems + [problem for comparison in comparisons for problem in comparison.problems]
    return similar.write_similar_page(out, comparisons, problems, threshold), problems


def _part_of(mutant: str) -> str:
    return mutant.partition(":")[0].rpartition("-")[0]


def _summary(reports: list[Report]) -> list[str]:
    by_name = {report.student: report for report in reports}
    right = [report for name, report in by_name.items() if name.startswith("right_")]
    wrong = [report for name, report in by_name.items() if name.startswith("wrong_")]
    reference = by_name[REFERENCE]
    return [
        f"{reference.score:g}",
        f"{by_name[STUB].score:g}",
        f"{sum(report.score == report.max_score for report in right)}/{len(right)}",
        f"{sum(report.score < report.max_score for report in wrong)}/{len(wrong)}",
        f"{reference.cpu_seconds:.1f}",
    ]


def tables(reports: Iterable[Report], width: int) -> Iterator[Table]:
    """Scores by student and topic in at most `width` columns of text.

    Topics that do not fit go by their numbers, and into several tables below each other.
    """
    by_student: dict[str, dict[str, Report]] = {}
    for report in reports:
        by_student.setdefault(report.student, {})[report.topic] = report
    present = {name for row in by_student.values() for name in row}
    chosen = [topic for topic in topics() if topic.name in present]
    room = width - min(max(map(len, by_student), default=0), 60) - len("│  │  worst outcome │")
    shown = {topic.name: topic.name for topic in chosen}
    each = max(1, len(chosen))
    if sum(map(_column, shown.values())) > room:
        shown = {topic.name: f"{topic.number:02d}" for topic in chosen}
        each = max(1, room // _column("01"))
    names = list(shown)
    for start in range(0, max(1, len(names)), each):
        columns = names[start : start + each]
        last = start + each >= len(names)
        view = Table(header_style="bold")
        view.add_column("student")
        for name in columns:
            view.add_column(shown[name], justify="right", no_wrap=True)
        if last:
            view.add_column("worst outcome")
        for student, row in by_student.items():
            scores = [_score(row.get(name)) for name in columns]
            view.add_row(terminal(student, 60), *scores, *([_worst(row.values())] if last else []))
        yield view


def _column(header: str) -> int:
    """Width of a column of scores such as 7.25/10, with its frame."""
    return max(len(header), len("7.25/10")) + len("│  ")


def _score(report: Report | None) -> str:
    if report is None:
        return "·"
    style = "green" if report.score == report.max_score else "yellow" if report.score else "red"
    return f"[{style}]{round(report.score, 2):g}[/]/{round(report.max_score, 2):g}"


def _worst(reports: Iterable[Report]) -> str:
    order = ("fault", "tampered", "blocked", "crashed", "timeout", "error", "failed", "not_attempted", "passed")
    found = {check.outcome for report in reports for check in report.checks}
    return next((outcome for outcome in order if outcome in found), "").replace("_", " ")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def _seed(text: str) -> int:
    if not 1 <= len(text) <= 32 or set(text) - set(string.hexdigits):
        raise AutograderError("--run-seed takes the run_seed of a report: 32 hexadecimal digits")
    return int(text, 16)
