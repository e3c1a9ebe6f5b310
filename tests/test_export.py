"""Exports: exact columns, faults that cost nothing, and cells that no spreadsheet computes."""

from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace
from nbgrader.plugins.export import CsvExportPlugin

from autograder.cli import main
from autograder.errors import AutograderError
from autograder.exports import Format, export
from autograder.records import part_result, read_reports, write_report
from tests.class_samples import HOSTILE, SEED, one_check, report, write_class, write_hostile_class

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
TEXT_FORMAT = {"enum": ["text", "simple_format", "html", "md", "ansi"]}
GRADESCOPE = {  # https://gradescope-autograders.readthedocs.io/en/latest/specs/
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["score"]}, {"required": ["tests"]}],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": TEXT_FORMAT,
        "test_output_format": TEXT_FORMAT,
        "test_name_format": TEXT_FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": TEXT_FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": TEXT_FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """Two students, two topics, one submission missing, one check that broke on our side."""
    chance = random.Random(0)
    write_report(tmp_path, report("ana", "fcn", chance, 1.0, "passed"))
    write_report(tmp_path, report("ana", "training_loop", chance, 1.0, "failed"))
    entry = one_check("ben", "the logits have another shape")
    (check,) = entry.checks
    outcomes = ("passed", "failed", "passed", "fault")
    part = part_result(
        "fuse_skip", [replace(check, check=f"test_{o}_{n}", outcome=o, points=2.5) for n, o in enumerate(outcomes)]
    )
    write_report(tmp_path, replace(entry, parts=[part], score=part.score, max_score=part.max_score))
    return tmp_path


def test_csv_has_nbgraders_own_columns_and_rows(graded: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.csv"
    CsvExportPlugin(to=str(theirs)).export(SimpleNamespace(assignments=[]))
    rows = _rows(export(graded, "csv"))
    assert [rows[0]] == _rows(theirs)
    assert rows[1:] == [
        ["training_loop", "", "", "ana", "", "", "", "0.0", "0.0", "0.0", "10.0"],
        ["training_loop", "", "", "ben", "", "", "", "0.0", "0.0", "0.0", "10.0"],
        ["fcn", "", "", "ana", "", "", "", "10.0", "0.0", "10.0", "10.0"],
        ["fcn", "", "", "ben", "", "", "", "6.6667", "0.0", "6.6667", "10.0"],
    ]


def test_canvas_reads_the_header_the_points_and_the_students(graded: Path) -> None:
    header, worth, *students = _rows(export(graded, Format.canvas))
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "training_loop", "fcn"]
    assert worth == ["    Points Possible", "", "", "", "", "10.0", "10.0"]
    assert students == [["ana", "", "", "ana", "", "0.0", "10.0"], ["ben", "", "", "ben", "", "", "6.6667"]]


def test_moodle_has_a_grade_and_its_feedback_for_each_topic(graded: Path) -> None:
    header, ana, ben = _rows(export(graded, "moodle"))
    assert header == ["Username", "training_loop", "training_loop (feedback)", "fcn", "fcn (feedback)"]
    assert ana[:2] == ["ana", "0.0"]
    assert ana[3] == "10.0"
    assert ben[:4] == ["ben", "-", "", "6.6667"]
    assert ben[4].startswith("fuse_skip: 5 of 7.5. Failed 1 (not yet): A segmentation model also scores the background")
    assert ben[4].endswith("the logits have another shape")


def test_gradescope_gets_a_file_for_each_submission(graded: Path) -> None:
    folder = export(graded, "gradescope")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == ["ana/fcn/results.json", "ana/training_loop/results.json", "ben/fcn/results.json"]
    results = json.loads((folder / "ben/fcn/results.json").read_text())
    jsonschema.validate(results, GRADESCOPE)
    assert results["score"] == 6.6667
    assert results["visibility"] == "after_published"
    passed, failed, _, fault = results["tests"]
    assert (passed["score"], passed["max_score"], passed["status"]) == (2.5, 2.5, "passed")
    assert (failed["score"], failed["max_score"], failed["status"]) == (0.0, 2.5, "failed")
    assert failed["name"] == "fuse_skip: Failed 1"
    assert "another shape" in failed["output"]
    assert "one channel more" in failed["output"]
    assert not {"score", "max_score", "status"} & set(fault)
    assert "costs no points" in fault["output"]


@pytest.mark.parametrize("format_", list(Format))
def test_what_could_not_be_judged_has_no_grade(tmp_path: Path, format_: Format) -> None:
    write_report(tmp_path, one_check("ana", "m", "fault"))
    path = export(tmp_path, format_)
    if format_ is Format.gradescope:
        results = json.loads((path / "ana/fcn/results.json").read_text())
        assert "score" not in results
        jsonschema.validate(results, GRADESCOPE)
    else:
        last = _rows(path)[-1]
        assert last[{"csv": 9, "canvas": 5, "moodle": 1}[format_.value]] in ("", "-")


@pytest.mark.parametrize("format_", [Format.csv, Format.canvas, Format.moodle])
def test_no_cell_is_a_formula(tmp_path: Path, format_: Format) -> None:
    write_hostile_class(tmp_path)
    path = export(tmp_path, format_)
    rows = _rows(path)
    assert len({len(row) for row in rows}) == 1
    assert not set("\x00\x07\x1b\u202e\t") & set(path.read_text(encoding="utf-8"))
    for row in rows:
        for cell in row:
            assert cell == "-" or not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
            assert len(cell) <= 2000
    assert any("'=HYPERLINK" in cell for row in rows for cell in row)


def test_nobody_can_pass_for_canvass_row_of_points(tmp_path: Path) -> None:
    for student in ("Points Possible", "Points\u00a0Possible", "x Points Possible"):
        write_report(tmp_path, one_check(student, "m"))
    rows = _rows(export(tmp_path, "canvas"))
    assert [("Points Possible" in row[0]) for row in rows] == [False, True, False, False, False]


def test_moodle_shows_no_markup_of_a_learners(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", "<script>x</script> & <b>"))
    feedback = _rows(export(tmp_path, "moodle"))[1][2]
    assert "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;" in feedback
    assert "<" not in feedback


def test_gradescope_shows_hostile_strings_as_text_below_the_folder(tmp_path: Path) -> None:
    write_hostile_class(tmp_path / "class")
    folder = export(tmp_path / "class", "gradescope", tmp_path / "out")
    files = list(folder.rglob("results.json"))
    assert len(files) == len(HOSTILE)
    for path in files:
        results = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validate(results, GRADESCOPE)
        assert all(test["output_format"] == "text" and len(test["output"]) < 2500 for test in results["tests"])
        assert not set("\x00\x07\x1b\u202e") & set(json.dumps(results, ensure_ascii=False))


@pytest.mark.parametrize("format_", list(Format))
def test_no_export_holds_the_seed(tmp_path: Path, format_: Format) -> None:
    write_class(tmp_path)
    path = export(tmp_path, format_)
    for file in [path] if path.is_file() else path.rglob("*.json"):
        assert SEED not in file.read_text(encoding="utf-8")


def test_a_whole_class_goes_through_every_format(tmp_path: Path) -> None:
    write_class(tmp_path, 40, 5)
    reports = read_reports(tmp_path)
    students = {entry.student for entry in reports}
    topics = {entry.topic for entry in reports}
    assert len(_rows(export(tmp_path, "csv"))) == 1 + len(students) * len(topics)
    assert len(_rows(export(tmp_path, "canvas"))) == 2 + len(students)
    assert len(_rows(export(tmp_path, "moodle"))) == 1 + len(students)
    files = list(export(tmp_path, "gradescope").rglob("results.json"))
    assert len(files) == len(reports)
    for path in files:
        jsonschema.validate(json.loads(path.read_text()), GRADESCOPE)


@pytest.mark.parametrize("format_", list(Format))
def test_an_empty_class_is_exported_as_one(tmp_path: Path, format_: Format) -> None:
    (tmp_path / "reports").mkdir()
    path = export(tmp_path, format_)
    assert path.exists()
    assert format_ is Format.gradescope or len(_rows(path)) == (2 if format_ is Format.canvas else 1)


def test_where_it_is_written(graded: Path, tmp_path: Path) -> None:
    assert export(graded, "csv") == graded / "grades.csv"
    assert export(graded, "csv", tmp_path / "new" / "g.csv") == tmp_path / "new" / "g.csv"
    (tmp_path / "folder").mkdir()
    assert export(graded, "moodle", tmp_path / "folder") == tmp_path / "folder" / "moodle.csv"
    with pytest.raises(AutograderError, match="is a file"):
        export(graded, "gradescope", tmp_path / "new" / "g.csv")


def test_grades_are_exported_whole_or_not_at_all(graded: Path) -> None:
    with pytest.raises(AutograderError, match="there are: csv, gradescope, canvas, moodle"):
        export(graded, "excel")
    (graded / "reports" / "copy").mkdir()
    (graded / "reports" / "copy" / "fcn.json").write_bytes((graded / "reports/ana/fcn.json").read_bytes())
    with pytest.raises(AutograderError, match="two reports of ana on fcn"):
        export(graded, "csv")
    (graded / "reports" / "copy" / "fcn.json").write_text("{")
    with pytest.raises(AutograderError, match="is not a report"):
        export(graded, "csv")
    assert not (graded / "grades.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--format", "csv"], 0, "2 files of the batch could not be graded"),
        (["--format", "excel"], 2, "excel"),
        ([], 2, "--format"),
        (["--format", "csv", "--to", "/proc/nope/grades.csv"], 2, "cannot be written"),
    ],
)
def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, arguments: list[str], status: int, said: str
) -> None:
    write_class(tmp_path)
    monkeypatch.setattr(sys, "argv", ["autograder", "export", str(tmp_path), *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    shown = capsys.readouterr()
    assert left.value.code == status
    assert said in shown.err
    assert shown.out.strip() == (str(tmp_path / "grades.csv") if status == 0 else "")
