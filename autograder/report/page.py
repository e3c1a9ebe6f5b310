"""Write the class report: one HTML file for the instructor, of students, topics, checks and what went wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from autograder.records import Report
from autograder.report.insight import FEW, insight
from autograder.report.names import points
from autograder.report.reading import FULL_ISOLATION, Batch, read_class
from autograder.report.rendering import write_page
from autograder.report.summary import histogram, mean_and_median, share, summarize
from autograder.text import one_line

REPORT = "report.html"
MESSAGE_BUDGET = 3_000_000
MISSED_IN_FULL = 8_000
LISTED = 30


def write_report_page(out: Path, destination: Path | None = None) -> Path:
    """Write the report on the class graded into OUT; by default to OUT/report.html.

    A class of any size opens: where thousands of checks were missed, messages are shortened, hints are linked instead
    of repeated and what passed is counted, and the page says so. Secret seeds are left out, since this page may be
    projected.
    Raises `AutograderError` when OUT holds no reports folder.
    """
    reports, batch = read_class(out)
    summary = summarize(reports)
    missed = sum(check.outcome not in ("passed", "not_attempted") for report in reports for check in report.checks)
    path = destination or out / REPORT
    if path.is_dir():
        path = path / REPORT
    return write_page(
        path,
        "report.html",
        script="report.js",
        summary=summary,
        insight=insight(summary),
        few=FEW,
        batch=batch,
        weaker=_weaker(reports, batch),
        overall=mean_and_median(summary.shares),
        bins=histogram(summary.shares),
        histogram=histogram,
        mean_and_median=mean_and_median,
        share=share,
        message_limit=min(2000, max(80, MESSAGE_BUDGET // max(missed, 1))),
        lean=missed > MISSED_IN_FULL,
        listed=LISTED,
        versions=_versions(reports),
        cpu_seconds=sum(report.cpu_seconds for report in reports),
        bar=_bar,
        score=_score,
    )


def _weaker(reports: list[Report], batch: Batch) -> list[str]:
    """Other isolations than the full one that a submission ran in; a resumed batch may have seen several."""
    seen = {batch.isolation, *(report.versions.get("isolation") for report in reports)}
    return sorted(one_line(isolation, 60) for isolation in seen if isolation and isolation != FULL_ISOLATION)


def _versions(reports: list[Report]) -> list[str]:
    """`tensorflow 2.21.0`, every version that graded a submission; isolation has its own place."""
    seen = Counter(item for report in reports for item in report.versions.items())
    return sorted(one_line(f"{library} {version}", 60) for library, version in seen if library != "isolation")


def _bar(value: int, most: int, height: float) -> float:
    """Height of a histogram bar; what is not empty is always visible."""
    return round(max(height * value / most, 1.5), 1) if value else 0.0


def _score(report: Report) -> str:
    """`7.5 of 10`."""
    return f"{points(report.score)} of {points(report.max_score)}"
