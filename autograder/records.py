"""The records that grading writes and everything else only reads: one `Report` per submission and topic."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import msgspec

from autograder.errors import AutograderError

Outcome = Literal["passed", "failed", "not_attempted", "error", "timeout", "crashed", "blocked", "tampered", "fault"]
SCHEMA = 1
REPORTS = "reports"


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one hidden check; `points` are those it is worth, `seconds` wall time."""

    check: str
    points: float
    outcome: Outcome
    hint: str
    message: str
    seconds: float


class PartResult(msgspec.Struct, frozen=True, kw_only=True):
    """The checks of one part; `score` counts those that passed, `max_score` leaves out those that were our fault."""

    part: str
    score: float
    max_score: float
    checks: list[CheckResult]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One graded submission; `run_seed` (32 hexadecimal digits) repeats the grade, times are in seconds."""

    schema: int = SCHEMA
    student: str
    topic: str
    score: float
    max_score: float
    run_seed: str
    parts: list[PartResult]
    submission_sha256: str
    versions: dict[str, str]
    seconds: float
    cpu_seconds: float

    @property
    def checks(self) -> Iterator[CheckResult]:
        """All checks, in the order of the topic."""
        for part in self.parts:
            yield from part.checks


def part_result(part: str, checks: list[CheckResult]) -> PartResult:
    """Add up the checks of one part; a `fault` is neither a mark lost nor won."""
    score = sum(float(check.points) for check in checks if check.outcome == "passed")
    worth = sum(float(check.points) for check in checks if check.outcome != "fault")
    return PartResult(part=part, score=round(float(score), 6), max_score=round(float(worth), 6), checks=checks)


def write_report(out: Path, report: Report) -> Path:
    """Store a report as OUT/reports/STUDENT/TOPIC.json: whole or not at all, also when the machine dies."""
    path = out / REPORTS / student_folder(report.student) / f"{report.topic}.json"
    write_atomically(path, msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    return path


def student_folder(student: str) -> str:
    """A name that is safe as a folder, and different for different students."""
    name = quote(student, safe=" @+,=()[]{}'!~éèäöüß", errors="surrogatepass").strip(" ")
    return ("%2E" + name[1:] if name.startswith(".") else name)[:200] or "%20"


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside, flush to disk, rename; `AutograderError` where that is not possible."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")  # machines may share a folder: no pid
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise AutograderError(
            f"{path} cannot be written ({error.strerror}); make room or choose another folder, then go on with --resume"
        ) from error


def read_reports(out: Path) -> list[Report]:
    """All reports below OUT, by student and topic; `AutograderError` names a file that is not a report."""
    folder = out / REPORTS
    if not folder.is_dir():
        raise AutograderError(f"{out} holds no reports; grade a class into it first: autograder grade PATH --out {out}")
    return [read_report(path) for path in sorted(folder.glob("*/*.json"))]


def read_report(path: Path) -> Report:
    """One stored report."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except msgspec.DecodeError as error:
        raise AutograderError(f"{path} is not a report ({error}); delete it and grade again with --resume") from error
