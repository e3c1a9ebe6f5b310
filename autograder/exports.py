"""Hand grades to other systems: nbgrader's CSV, Gradescope, Canvas and Moodle.

All formats agree on three points:

- A score is out of the points of the topic. Where checks broke on our side, the rest is scaled up to these points, so
  that a fault costs nothing; where no check could be judged there is no grade at all.
- Students and topics are called what the submissions called them. Nothing else is known here about a person: columns
  for names, mail addresses and sections stay empty.
- Texts that came from learners are cleaned, shortened and can never be read as a formula (`autograder.text.cell`). An
  identifier that starts with `=`, `+`, `-` or `@` is therefore exported with a leading apostrophe: correct it by hand.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from enum import Enum
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import AutograderError
from autograder.records import CheckResult, PartResult, Report, read_reports, write_atomically
from autograder.report.findings import Finding, findings
from autograder.report.names import points, readable, topic_names
from autograder.report.outcomes import WORDS
from autograder.report.summary import full_points, share
from autograder.text import cell, clean, file_name, file_names, one_line

Cell = str | int | float | None
MESSAGE_LIMIT = 1000
FEEDBACK_LIMIT = 1500
NO_GRADE = "-"
POINTS_POSSIBLE = "    Points Possible"


class Format(str, Enum):
    """The formats of `autograder export`."""

    csv = "csv"
    gradescope = "gradescope"
    canvas = "canvas"
    moodle = "moodle"


def export(out: Path, format: Format | str, destination: Path | None = None) -> Path:
    """Write the grades of the class graded into OUT; returns the file, or for gradescope the folder, written.

    By default to OUT/grades.csv, OUT/gradescope/, OUT/canvas.csv or OUT/moodle.csv. Raises `AutograderError` for an
    unknown format, a folder without reports, or one with a broken or doubled report: grades are exported whole or not
    at all.
    """
    try:
        wanted = Format(format)
    except ValueError:
        known = ", ".join(entry.value for entry in Format)
        raise AutograderError(f"there is no export format {str(format)!r}; there are: {known}") from None
    reports = _by_student(read_reports(out))
    if wanted is Format.gradescope:
        return _write_gradescope(reports, destination or out / "gradescope")
    name, rows = _TABLES[wanted]
    path = destination or out / name
    if path.is_dir():
        path = path / name
    write_atomically(path, _csv(rows(reports)))
    return path


def nbgrader_rows(reports: dict[str, dict[str, Report]]) -> Iterable[list[Cell]]:
    """The columns and rows of `nbgrader export` (its `CsvExportPlugin`, nbgrader 0.9).

    As there, each student has a row for each assignment, with score 0.0 and no timestamp where nothing was handed in.
    Due dates, timestamps, names and penalties are kept by nbgrader's gradebook, not here: these columns are empty, the
    penalty is 0.0. Unlike there, cells are quoted where they must be, and a submission that could not be judged has an
    empty score.
    """
    yield [
        *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
        *("raw_score", "late_submission_penalty", "score", "max_score"),
    ]
    for topic, worth in _topics(reports).items():
        for student, topics in reports.items():
            report = topics.get(topic)
            score = 0.0 if report is None else _scaled(report, worth)
            yield [topic, None, None, student, None, None, None, score, 0.0, score, worth]


def canvas_rows(reports: dict[str, dict[str, Report]]) -> Iterable[list[Cell]]:
    """A file for Canvas's "Import Grades": header, `Points Possible`, one row for each student.

    Canvas looks a student up by `ID`, then `SIS User ID`, then `SIS Login ID`, then by the name in `Student`. Only the
    identifier of the submission is known: it stands in `Student` and `SIS Login ID`; fill the other columns from a
    gradebook export of the course where the identifiers are something else. A column named like an assignment fills
    it, any other name offers to create one: rename `fcn` to what the assignment is called, best with its number,
    `FCN (1234)`. An empty cell means no grade; Canvas shows what would change before anything is saved.

    Canvas takes any row whose first cell contains `Points Possible` for the row of points: a student of that name is
    exported as `Points-Possible`.
    """
    topics = _topics(reports)
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *topics]
    yield [POINTS_POSSIBLE, None, None, None, None, *topics.values()]
    for student, row in reports.items():
        name = one_line(student).replace("Points Possible", "Points-Possible")
        scores = (_scaled(row[topic], worth) if topic in row else None for topic, worth in topics.items())
        yield [name, None, None, name, None, *scores]


def moodle_rows(reports: dict[str, dict[str, Report]]) -> Iterable[list[Cell]]:
    """A file for Moodle's "Grades > Import > CSV file": `Username`, then for each topic a grade and its feedback.

    Moodle asks what each column means. Map `Username` to what the identifiers are (username, ID number or email
    address): an unknown student stops the whole import. Map `fcn` and `fcn (feedback)` to the same grade item, and
    both of them: Moodle erases grades when only feedback is imported. Give the item the maximum of 10 first, since a
    grade item created by the import has a maximum of 100. `-` means no grade. Moodle shows feedback as HTML, so `<`,
    `>` and `&` are escaped.
    """
    topics = _topics(reports)
    yield ["Username", *(column for topic in topics for column in (topic, f"{topic} (feedback)"))]
    for student, row in reports.items():
        cells: list[Cell] = [student]
        for topic, worth in topics.items():
            score = _scaled(row[topic], worth) if topic in row else None
            cells += [NO_GRADE if score is None else score, moodle_feedback(row[topic]) if topic in row else None]
        yield cells


def moodle_feedback(report: Report) -> str:
    """Points by part, then what was missed with its hint and message, as HTML text on one line."""
    names = topic_names(report.topic)
    parts = (
        f"{names.part_title(part.part)}: {points(part.score)} of {points(part.max_score)}" for part in report.parts
    )
    missed = (_told(finding) for finding in findings(report.checks) if finding.outcome not in ("passed", "fault"))
    sentences = ["; ".join(parts), *missed]
    return escape(one_line(". ".join(sentence.rstrip(".") for sentence in sentences), FEEDBACK_LIMIT), quote=False)


def _told(finding: Finding) -> str:
    """`Scores the background (not yet): its hint and its message`, long lists of checks cut."""
    checks = one_line(", ".join(readable(check.check) for check in finding.checks), 120)
    why = "" if finding.outcome == "not_attempted" else one_line(f"{finding.hint} {finding.message}", 300)
    return f"{checks} ({WORDS[finding.outcome].to_learner}){': ' if why else ''}{why}"


def gradescope_results(report: Report, worth: float) -> dict[str, Any]:
    """The `results.json` of one submission, by Gradescope's autograder specification.

    The top-level score overrides the sum of the tests. Everything is `after_published`: students see it when the
    instructor publishes the grades. All text is of format `text`, in which Gradescope renders no markup. A check that
    broke on our side has no score and no status. A submission that could not be judged has neither score nor scored
    tests, which Gradescope reports as a failure of the autograder: rightly so.
    """
    score = _scaled(report, worth)
    results: dict[str, Any] = {
        "execution_time": round(report.seconds, 3),
        "output": f"{points(report.score)} of {points(report.max_score)} points. {_summary(report)}",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "after_published",
        "stdout_visibility": "hidden",
        "tests": [
            _gradescope_test(report, part, check, f"{number}.{place}")
            for number, part in enumerate(report.parts, 1)
            for place, check in enumerate(part.checks, 1)
        ],
    }
    return results if score is None else {"score": score, **results}


def _gradescope_test(report: Report, part: PartResult, check: CheckResult, number: str) -> dict[str, Any]:
    title = topic_names(report.topic).part_title(part.part)
    test: dict[str, Any] = {
        "name": f"{title}: {readable(check.check)}",
        "number": number,
        "output": _output(check),
        "output_format": "text",
        "name_format": "text",
        "tags": [one_line(part.part)],
        "visibility": "after_published",
    }
    if check.outcome == "fault":
        return test
    passed = check.outcome == "passed"
    scored = {"score": check.points if passed else 0.0, "max_score": check.points}
    return {**scored, "status": "passed" if passed else "failed", **test}


def _output(check: CheckResult) -> str:
    words = WORDS[check.outcome]
    if check.outcome in ("passed", "not_attempted", "fault"):
        lines = [words.to_learner.capitalize() + ".", words.advice]
    else:
        lines = [words.to_learner.capitalize() + ".", words.advice, one_line(check.hint, 500)]
        lines.append(clean(check.message, MESSAGE_LIMIT) if check.message else "")
    return "\n".join(line for line in lines if line)


def _summary(report: Report) -> str:
    passed = sum(check.outcome == "passed" for check in report.checks)
    judged = sum(check.outcome != "fault" for check in report.checks)
    return f"{passed} of {judged} checks pass."


def _write_gradescope(reports: dict[str, dict[str, Report]], folder: Path) -> Path:
    """FOLDER/STUDENT/TOPIC/results.json for each submission; names are made safe for any file system."""
    if folder.exists() and not folder.is_dir():
        raise AutograderError(f"{folder} is a file; name a folder for Gradescope's results")
    worth, names = _topics(reports), file_names(reports)
    for student, topics in reports.items():
        for topic, report in topics.items():
            results = msgspec.json.format(msgspec.json.encode(gradescope_results(report, worth[topic])))
            write_atomically(folder / names[student] / file_name(topic) / "results.json", results + b"\n")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _by_student(reports: list[Report]) -> dict[str, dict[str, Report]]:
    table: dict[str, dict[str, Report]] = {}
    for report in reports:
        row = table.setdefault(report.student, {})
        if row.setdefault(report.topic, report) is not report:
            student, topic = one_line(report.student), one_line(report.topic)
            raise AutograderError(f"there are two reports of {student} on {topic}; remove the one that is wrong")
    return dict(sorted(table.items()))


def _topics(reports: dict[str, dict[str, Report]]) -> dict[str, float]:
    """What each topic is worth, in the order of the course."""
    worth: dict[str, float] = {}
    for report in (report for row in reports.values() for report in row.values()):
        worth[report.topic] = max(worth.get(report.topic, 0.0), full_points(report))
    return dict(sorted(worth.items(), key=lambda item: topic_names(item[0]).order))


def _scaled(report: Report, worth: float) -> float | None:
    """The score out of `worth` points; None when no check could be judged."""
    fraction = share(report)
    return None if fraction is None else round(fraction * worth, 4)


def _csv(rows: Iterable[list[Cell]]) -> bytes:
    ours = (NO_GRADE, POINTS_POSSIBLE)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([value if value in ours else cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8", "backslashreplace")


_TABLES: dict[Format, tuple[str, Callable[[dict[str, dict[str, Report]]], Iterable[list[Cell]]]]] = {
    Format.csv: ("grades.csv", nbgrader_rows),
    Format.canvas: ("canvas.csv", canvas_rows),
    Format.moodle: ("moodle.csv", moodle_rows),
}
