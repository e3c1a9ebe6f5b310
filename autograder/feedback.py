"""Write a page for each student: what passes, what does not yet, a hint for it and where to go on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.records import PartResult, Report, read_reports
from autograder.report.findings import Finding, stopped_as_a_whole
from autograder.report.names import TopicNames, points, topic_names
from autograder.report.reading import read_batch
from autograder.report.rendering import write_page
from autograder.report.summary import full_points, share
from autograder.text import file_names, one_line

FEEDBACK = "feedback"
NAME_LIMIT = 80


@dataclass(frozen=True)
class TopicFeedback:
    """One topic of a student, with what to say about it."""

    names: TopicNames
    report: Report

    @property
    def share(self) -> float | None:
        """Fraction of the points, 0 to 1."""
        return share(self.report)

    @property
    def excluded(self) -> float:
        """Points of checks that broke on our side."""
        return round(full_points(self.report) - self.report.max_score, 6)

    @property
    def stopped(self) -> Finding | None:
        """The one reason for which no check could run, if there is one."""
        return stopped_as_a_whole(self.report)

    @property
    def headline(self) -> str:
        """One true and friendly sentence about the score."""
        missing = sum(check.outcome not in ("passed", "fault") for check in self.report.checks)
        if self.share is None:
            return "Nothing could be judged this time, through no fault of yours."
        if self.stopped:
            return "Nothing could be run yet. Mend this one thing first, then hand in again."
        if not missing:
            return "Every check passes. Well done!"
        if all(untouched(part) for part in self.report.parts):
            return "Not started yet, and that is a fine place to be."
        if self.share >= 0.8:
            return f"Nearly there: {missing} {'check' if missing == 1 else 'checks'} to go."
        if self.share >= 0.5:
            return "More than half of it works. Keep going."
        if self.share > 0:
            return "A start is made. One part at a time, the rest will follow."
        return "Nothing passes yet. Most parts begin like this: the hints below say where to look."

    @property
    def next_step(self) -> str:
        """The easiest part that is not finished, or nothing when all are."""
        if self.stopped:
            return ""
        open_parts = [part for part in self.report.parts if part.score < part.max_score]
        if not open_parts:
            return ""
        part = min(open_parts, key=self._difficulty)
        known = self.names.part(part.part)
        verb = "Begin with" if untouched(part) else "Go on with"
        time = f" (about {known.minutes} minutes from scratch)" if known and untouched(part) else ""
        worth = points(part.max_score - part.score)
        return (
            f"{verb} {self.names.part_title(part.part)}{time}: {worth} {'point' if worth == '1' else 'points'} to win."
        )

    def _difficulty(self, part: PartResult) -> int:
        known = self.names.part(part.part)
        return known.difficulty if known else 3


def write_feedback(out: Path, destination: Path | None = None) -> list[Path]:
    """Write DESTINATION/STUDENT.html for every student graded into OUT; by default below OUT/feedback.

    A page holds its student's outcomes, hints and messages, never expected values, the seed of the batch or anything
    of another student. There is no index, since that would be a list of the class. Names of files are made safe, so
    they may differ from the student's. Raises `AutograderError` for a folder without reports or with a broken one.
    """
    folder = destination or out / FEEDBACK
    if folder.exists() and not folder.is_dir():
        raise AutograderError(f"{folder} is a file; name a folder for the feedback pages")
    students: dict[str, list[Report]] = {}
    for report in read_reports(out):
        students.setdefault(report.student, []).append(report)
    batch = read_batch(out)
    names = file_names(students)
    pages = []
    for student, reports in students.items():
        topics = [TopicFeedback(topic_names(report.topic), report) for report in reports]
        page = write_page(
            folder / f"{names[student]}.html",
            "feedback.html",
            name=one_line(student, NAME_LIMIT) or "(no name)",
            topics=sorted(topics, key=lambda topic: topic.names.order),
            batch=batch,
            untouched=untouched,
            unseeded=unseeded,
        )
        pages.append(page)
    return pages


def untouched(part: PartResult) -> bool:
    """Whether no check of the part was attempted."""
    return all(check.outcome == "not_attempted" for check in part.checks)


def unseeded(text: str, report: Report) -> str:
    """`text` without the secret seed of the batch, in case the message of a grader quotes it."""
    seed = report.run_seed
    if not re.fullmatch("[0-9a-fA-F]{8,}", seed):
        return text
    return text.replace(seed, "(seed)").replace(str(int(seed, 16)), "(seed)")
