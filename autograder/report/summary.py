"""Add up the reports of a class: by topic, by part, by check and by student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean, median

from autograder.records import Outcome, Report
from autograder.report.names import TopicNames, alphabetical, readable, topic_names
from autograder.report.outcomes import TO_LOOK_AT
from autograder.text import clean, one_line

BINS = 11
NAME_LIMIT = 60


@dataclass
class CheckSummary:
    """How the class did on one check."""

    number: int
    name: str
    points: float
    hint: str
    counts: Counter[Outcome] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)

    @property
    def title(self) -> str:
        """The name in words."""
        return readable(self.name)

    @property
    def judged(self) -> int:
        """Submissions that the check could judge: all but those where it broke on our side."""
        return self.counts.total() - self.counts["fault"]

    @property
    def missed(self) -> int:
        """Submissions that tried and did not pass."""
        return self.judged - self.counts["passed"] - self.counts["not_attempted"]

    @property
    def share(self) -> float | None:
        """Share of judged submissions that passed, 0 to 1."""
        return self.counts["passed"] / self.judged if self.judged else None

    @property
    def usual_message(self) -> str:
        """What the check said most often where it was missed."""
        return one_line(self.messages.most_common(1)[0][0], 300) if self.messages else ""


@dataclass
class PartSummary:
    """The checks of one part."""

    title: str
    checks: dict[str, CheckSummary] = field(default_factory=dict)


@dataclass
class TopicSummary:
    """How the class did on one topic; `shares` are the fractions of points, 0 to 1."""

    key: str
    names: TopicNames
    parts: dict[str, PartSummary] = field(default_factory=dict)
    number: int = 0
    shares: list[float] = field(default_factory=list)
    submissions: int = 0
    points: float = 0.0

    @property
    def checks(self) -> Iterable[CheckSummary]:
        """All checks of the topic."""
        for part in self.parts.values():
            yield from part.checks.values()

    @property
    def full_marks(self) -> int:
        """Submissions with every point."""
        return sum(share >= 1 for share in self.shares)


@dataclass
class Student:
    """One row of the class: the reports of a student by topic name."""

    name: str
    number: int = 0
    reports: dict[str, Report] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """Points over all topics handed in, 0 to 1."""
        possible = sum(report.max_score for report in self.reports.values())
        return sum(report.score for report in self.reports.values()) / possible if possible else None


@dataclass
class Incident:
    """Something that the instructor should look at: one outcome and message, with whom and what it hit."""

    outcome: Outcome
    topic: TopicSummary
    message: str
    students: dict[str, Student] = field(default_factory=dict)
    checks: dict[str, None] = field(default_factory=dict)


@dataclass
class ClassSummary:
    """Everything the report shows, in the order of the course."""

    topics: list[TopicSummary]
    students: list[Student]
    incidents: list[Incident]

    @property
    def faults(self) -> list[Incident]:
        """What broke on our side."""
        return [incident for incident in self.incidents if incident.outcome == "fault"]

    @property
    def to_look_at(self) -> list[Incident]:
        """What may be an attack, or an honest mistake."""
        return [incident for incident in self.incidents if incident.outcome != "fault"]

    @property
    def shares(self) -> list[float]:
        """Fractions of points of all submissions."""
        return [share for topic in self.topics for share in topic.shares]

    @property
    def submissions(self) -> int:
        """Number of graded submissions."""
        return sum(topic.submissions for topic in self.topics)

    @property
    def checks(self) -> list[tuple[TopicSummary, CheckSummary]]:
        """All checks with their topic."""
        return [(topic, check) for topic in self.topics for check in topic.checks]

    def most_missed(self, number: int = 10) -> list[tuple[TopicSummary, CheckSummary]]:
        """The checks that most submissions tried and missed; a share of few submissions counts for less."""
        missed = [entry for entry in self.checks if entry[1].missed]
        return sorted(missed, key=lambda entry: -entry[1].missed / (entry[1].judged + 2))[:number]

    def unanimous(self, passed: bool) -> list[tuple[TopicSummary, CheckSummary]]:
        """Checks that all (or none) of at least two judged submissions pass; not attempted at all counts as neither."""
        return [
            (topic, check)
            for topic, check in self.checks
            if check.judged > 1 and (check.share == 1 if passed else check.share == 0 and check.missed > 1)
        ]


def share(report: Report) -> float | None:
    """Fraction of the points, 0 to 1; None when no check could be judged."""
    return report.score / report.max_score if report.max_score else None


def full_points(report: Report) -> float:
    """What all checks of the topic are worth, those that broke on our side too."""
    return round(sum(check.points for check in report.checks), 6)


def mean_and_median(shares: list[float]) -> tuple[float, float] | None:
    """Both, or None for an empty list."""
    return (fmean(shares), median(shares)) if shares else None


def histogram(shares: list[float]) -> list[int]:
    """How many shares lie in each tenth, full marks in a bin of their own."""
    bins = [0] * BINS
    for value in shares:
        bins[min(max(int(value * 10 + 1e-9), 0), BINS - 1)] += 1
    return bins


def summarize(reports: list[Report]) -> ClassSummary:
    """Add the reports up; strings of learners are cleaned on the way."""
    topics: dict[str, TopicSummary] = {}
    students: dict[str, Student] = {}
    incidents: dict[tuple[str, str, str], Incident] = {}
    for report in reports:
        if report.topic not in topics:
            topics[report.topic] = TopicSummary(report.topic, topic_names(report.topic))
        if report.student not in students:
            students[report.student] = Student(_unlike(report.student, students))
        topic, student = topics[report.topic], students[report.student]
        student.reports[report.topic] = report
        _count(topic, report)
        for result in report.checks:
            if result.outcome in TO_LOOK_AT:
                message = clean(result.message, 300)
                key = (result.outcome, report.topic, message)
                incident = incidents.setdefault(key, Incident(result.outcome, topic, message))
                incident.students[student.name] = student
                incident.checks[readable(result.check)] = None
    ordered = sorted(topics.values(), key=lambda topic: topic.names.order)
    by_name = sorted(students.values(), key=lambda student: alphabetical(student.name))
    for number, student in enumerate(by_name):
        student.number = number
    for number, topic in enumerate(ordered):
        topic.number = number
    for number, check in enumerate(check for topic in ordered for check in topic.checks):
        check.number = number
    return ClassSummary(ordered, by_name, list(incidents.values()))


def _count(topic: TopicSummary, report: Report) -> None:
    topic.submissions += 1
    topic.points = max(topic.points, full_points(report))
    fraction = share(report)
    if fraction is not None:
        topic.shares.append(fraction)
    for part in report.parts:
        summary = topic.parts.setdefault(part.part, PartSummary(topic.names.part_title(part.part)))
        for result in part.checks:
            check = summary.checks.get(result.check)
            if check is None:
                check = CheckSummary(0, one_line(result.check), result.points, one_line(result.hint, 500))
                summary.checks[result.check] = check
            check.counts[result.outcome] += 1
            if result.message and result.outcome not in ("passed", "not_attempted", "fault"):
                check.messages[result.message[:300]] += 1


def _unlike(student: str, others: dict[str, Student]) -> str:
    """The cleaned name; different students never share one."""
    name = one_line(student, NAME_LIMIT) or "(no name)"
    taken = {other.name for other in others.values()}
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name} ({number})", number + 1
    return candidate
