"""Read a folder of graded submissions as the report shows it: forgiving about what is broken, and saying so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import AutograderError
from autograder.records import REPORTS, Report, read_report
from autograder.text import one_line

BATCH = "batch.json"
FULL_ISOLATION = "full"


@dataclass(frozen=True)
class Problem:
    """A file that could not be graded or read, and why."""

    path: str
    message: str


@dataclass(frozen=True)
class Batch:
    """What `batch.json` tells about the run; every field may be missing."""

    started: str | None = None
    isolation: str | None = None
    overlay: bool = False
    problems: list[Problem] = field(default_factory=list)


def read_class(out: Path) -> tuple[list[Report], Batch]:
    """All readable reports below OUT by student and topic, and the batch with a problem for each unreadable file.

    Raises `AutograderError` when OUT has no reports folder at all.
    """
    folder = out / REPORTS
    if not folder.is_dir():
        raise AutograderError(f"{out} holds no reports; grade a class into it first: autograder grade PATH --out {out}")
    batch = read_batch(out)
    problems = list(batch.problems)
    reports: dict[tuple[str, str], Report] = {}
    for path in sorted(folder.glob("*/*.json")):
        try:
            report = read_report(path)
        except (AutograderError, OSError) as error:
            problems.append(_problem(path.relative_to(out), error))
            continue
        if reports.setdefault((report.student, report.topic), report) is not report:
            problems.append(
                _problem(path.relative_to(out), "a second report of the same student and topic: not counted")
            )
    return list(reports.values()), replace(batch, problems=problems)


def read_batch(out: Path) -> Batch:
    """`OUT/batch.json`; empty where there is none, with a problem where it cannot be read."""
    try:
        record = msgspec.json.decode((out / BATCH).read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        return Batch()
    except (OSError, msgspec.DecodeError) as error:
        return Batch(problems=[_problem(BATCH, f"could not be read ({error}); the reports are not touched")])
    isolation = record.get("isolation")
    return Batch(
        started=_date(record.get("started")),
        isolation=one_line(str(isolation), 60) if isolation else None,
        overlay=record.get("overlay") is True,
        problems=_problems(record.get("problems")),
    )


def _problems(value: Any) -> list[Problem]:
    if not isinstance(value, list):
        return []
    return [_problem(entry.get("path", ""), entry.get("message", "")) for entry in value if isinstance(entry, dict)]


def _problem(path: Any, message: Any) -> Problem:
    return Problem(one_line(str(path)), one_line(str(message), 500))


def _date(value: Any) -> str | None:
    """`23 November 2025, 04:20 (UTC)`; what is not an ISO time is shown as it stands."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"([+-]\d\d):?(\d\d)$", r"\1:\2", value.strip().replace("Z", "+00:00")))
    except ValueError:
        return one_line(value, 60)
    zone = f" ({moment.tzname()})" if moment.tzinfo else ""
    return f"{moment.day} {moment:%B %Y, %H:%M}{zone}"
