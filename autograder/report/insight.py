"""What the reports of a class tell about its checks and about each other, beyond adding up.

Discrimination: the point-biserial correlation r = (M1 - M0) / s * sqrt(p * (1 - p)) of passing a check with the share of
points on the rest of its topic, over the submissions that tried; M1 and M0 are the means of those that pass and do
not, s the standard deviation of all, p the share that passes. The check itself is left out of the points, else every
check would seem to separate (Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28, 1963).

Outliers: beyond the upper outer fence, Q3 + 3 (Q3 - Q1) (Tukey, Exploratory Data Analysis, 1977).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import StatisticsError, correlation, quantiles

from autograder.records import CheckResult, Report
from autograder.report.summary import CheckSummary, ClassSummary, Student, TopicSummary

FEW = 10  # submissions: below that, a correlation or a quartile says nothing
SEPARATES = 0.1  # a discrimination below that is for the instructor to look at
FENCE = 3.0
NOTABLE = 1.5  # times the median: where all take nearly the same time, a fence alone would be too close
OUT_OF_MEMORY = "more memory than allowed"

_UNTRIED = ("not_attempted", "fault")


@dataclass(frozen=True)
class Pattern:
    """Submissions of a topic that miss the very same checks, and leave the same ones untried."""

    topic: TopicSummary
    students: list[Student]
    missed: list[CheckSummary]
    untried: int


@dataclass(frozen=True)
class Outlier:
    """A submission far outside its topic: `what` is time (wall), CPU time or memory; seconds, `usual` is the median.

    For memory there are no numbers: reports record none, but for the message of a submission that was ended for it.
    """

    topic: TopicSummary
    student: Student
    what: str
    value: float
    usual: float
    check: CheckSummary


@dataclass(frozen=True)
class Insight:
    """Everything the report shows of this; discrimination by the number of the check."""

    discrimination: dict[int, float]
    blunt: list[tuple[TopicSummary, CheckSummary, float]]
    patterns: list[Pattern]
    outliers: list[Outlier]


def insight(summary: ClassSummary) -> Insight:
    """Look at every topic of the class."""
    by_check = {
        check.number: found
        for topic in summary.topics
        for check in topic.checks
        if (found := discrimination(_reports(summary, topic).values(), check.name)) is not None
    }
    blunt = [
        (topic, check, by_check[check.number])
        for topic, check in summary.checks
        if by_check.get(check.number, 1.0) < SEPARATES
    ]
    patterns = [pattern for topic in summary.topics for pattern in _patterns(summary, topic)]
    outliers = [outlier for topic in summary.topics for outlier in _outliers(summary, topic)]
    return Insight(
        by_check,
        sorted(blunt, key=lambda entry: entry[2]),
        sorted(patterns, key=lambda pattern: (-len(pattern.students), -len(pattern.missed))),
        sorted(outliers, key=lambda outlier: -outlier.value / max(outlier.usual, 1e-3)),
    )


def discrimination(reports: Iterable[Report], name: str) -> float | None:
    """-1 to 1, or None: fewer than `FEW` tried the check, all or none of them pass it, or all have the same rest."""
    passed, rest = [], []
    for report in reports:
        checks = {check.check: check for check in report.checks}
        check = checks.get(name)
        if check is None or check.outcome in _UNTRIED:
            continue
        others = [other for other in checks.values() if other is not check and other.outcome != "fault"]
        possible = sum(other.points for other in others)
        if possible:
            passed.append(float(check.outcome == "passed"))
            rest.append(sum(other.points for other in others if other.outcome == "passed") / possible)
    if len(passed) < FEW:
        return None
    try:
        return correlation(passed, rest)
    except StatisticsError:  # one of the two is constant
        return None


def _reports(summary: ClassSummary, topic: TopicSummary) -> dict[int, Report]:
    return {student.number: student.reports[topic.key] for student in summary.students if topic.key in student.reports}


def _patterns(summary: ClassSummary, topic: TopicSummary) -> list[Pattern]:
    groups: dict[tuple[frozenset[str], frozenset[str]], list[Student]] = {}
    for number, report in _reports(summary, topic).items():
        missed = frozenset(check.check for check in report.checks if check.outcome not in ("passed", *_UNTRIED))
        untried = frozenset(check.check for check in report.checks if check.outcome in _UNTRIED)
        if missed:
            groups.setdefault((missed, untried), []).append(summary.students[number])
    return [
        Pattern(topic, students, _checks(topic, missed), len(untried))
        for (missed, untried), students in groups.items()
        if len(students) > 1
    ]


def _outliers(summary: ClassSummary, topic: TopicSummary) -> list[Outlier]:
    reports = _reports(summary, topic)
    measures: dict[str, Callable[[Report], float]] = {
        "CPU time": lambda report: report.cpu_seconds,
        "time": lambda report: report.seconds,
    }
    found: dict[int, Outlier] = {}
    for what, measure in measures.items():
        times = {number: measure(report) for number, report in reports.items()}
        if len(times) < FEW:
            break
        low, usual, high = quantiles(times.values(), n=4, method="inclusive")
        limit = max(high + FENCE * (high - low), NOTABLE * usual)
        for number, value in times.items():
            if value > limit and number not in found:
                slowest = max(reports[number].checks, key=lambda check: check.seconds)
                found[number] = _outlier(summary, topic, number, what, value, usual, slowest)
    memory = [
        _outlier(summary, topic, number, "memory", 0.0, 0.0, check)
        for number, report in reports.items()
        if (check := next(filter(_out_of_memory, report.checks), None)) is not None
    ]
    return [*found.values(), *memory]


def _outlier(
    summary: ClassSummary, topic: TopicSummary, number: int, what: str, value: float, usual: float, check: CheckResult
) -> Outlier:
    (about,) = _checks(topic, {check.check})
    return Outlier(topic, summary.students[number], what, value, usual, about)


def _checks(topic: TopicSummary, names: Iterable[str]) -> list[CheckSummary]:
    wanted = set(names)
    return [check for part in topic.parts.values() for name, check in part.checks.items() if name in wanted]


def _out_of_memory(check: CheckResult) -> bool:
    return check.outcome == "crashed" and OUT_OF_MEMORY in check.message
