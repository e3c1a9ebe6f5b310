"""The table of scores that `autograder grade` prints, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.table import Table

from autograder.records import Report
from autograder.text import terminal
from course.syllabus import topics


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
