"""The instructor's cycle by nbgrader's own commands, with our engine inside autograde."""

from __future__ import annotations

import csv
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.engine import MINI
from tests.nbgrader_class import ASSIGNMENT, CLASS, HALF, RAW, RIGHT, fill_in, give, make_course, parts, run, scores

LATE = """
from nbgrader.plugins import LateSubmissionPlugin


class Half(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2
"""
EXCHANGE = """
c.CourseDirectory.course_id = "course"
c.Exchange.path_includes_course = True
c.Exchange.root = {root!r}
c.Exchange.cache = {cache!r}
c.ExchangeCollect.check_owner = False
"""
# By SQLite's own file, in the folder of the course. Ben hands in late and keeps half.
AFTER_PENALTY = {**RAW, "ben": RAW["ben"] / 2}


def database(course: Path) -> str:
    return f"sqlite:///{course / 'gradebook.db'}"


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of course/, student/ and the exchange between them."""
    folder = tmp_path_factory.mktemp("nbgrader")
    (folder / "exchange").mkdir(mode=0o777)
    (folder / "exchange").chmod(0o777)
    (folder / "student").mkdir()
    config = EXCHANGE.format(root=str(folder / "exchange"), cache=str(folder / "cache"))
    (folder / "student" / "nbgrader_config.py").write_text("c = get_config()\n" + config)
    course = make_course(folder / "course", config + 'c.AssignLatePenalties.plugin_class = "late.Half"\n')
    (course / "late.py").write_text(LATE)
    return folder


@pytest.fixture(scope="module")
def course(exchange: Path) -> Path:
    """The course with three submissions, released, handed in late by the exchange or in time by mail, and autograded."""
    course, student = exchange / "course", exchange / "student"
    run(course, "nbgrader", "db", "assignment", "add", ASSIGNMENT, "--duedate=2020-01-01 12:00 UTC")
    run(course, "nbgrader", "release_assignment", ASSIGNMENT)
    assert ASSIGNMENT in run(student, "nbgrader", "list").stderr
    run(student, "nbgrader", "fetch_assignment", ASSIGNMENT)
    notebook = student / "course" / ASSIGNMENT / "mini.ipynb"
    assert (notebook.parent / "test_topic.py").is_file()
    fill_in(notebook, HALF, notebook)
    run(student, "nbgrader", "submit", ASSIGNMENT, "--student=ben")
    run(course, "nbgrader", "collect", ASSIGNMENT)

    archive = course / "downloaded" / ASSIGNMENT / "archive"
    released = course / "release" / ASSIGNMENT / "mini.ipynb"
    fill_in(released, CLASS["chen"], archive / "chen_mini.ipynb")
    with zipfile.ZipFile(archive / "class.zip", "w") as packed:
        packed.write(fill_in(released, RIGHT, exchange / "mini.ipynb"), "ada_123_assignsubmission_file/mini.ipynb")
    run(course, "nbgrader", "zip_collect", ASSIGNMENT)
    assert sorted(path.name for path in (course / "submitted").iterdir()) == sorted(CLASS)

    run(course, "nbgrader", "autograde", ASSIGNMENT)
    return course


def cells(course: Path, student: str) -> list[Any]:
    notebook = nbformat.read(course / "autograded" / student / ASSIGNMENT / "mini.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_release_holds_no_solution(exchange: Path, course: Path) -> None:
    for path in (course / "release", exchange / "exchange" / "course" / "outbound"):
        text = (path / ASSIGNMENT / "mini.ipynb").read_text()
        assert "raise NotImplementedError" in text
        assert "SCALE * tf.reduce_sum" not in text


def test_autograde_brings_partial_scores_and_penalties_into_the_gradebook(course: Path) -> None:
    found = parts(database(course))
    assert {student: sum(found[student, part][0] or 0 for _, part in found if _ == student) for student in RAW} == RAW
    assert scores(database(course)) == AFTER_PENALTY


def test_the_autograded_notebook_shows_checks_hints_and_the_learners_outputs(course: Path) -> None:
    told = json.dumps([cell.outputs for cell in cells(course, "ben")])
    assert "Add up all entries, then scale the sum." in told
    assert "test_total_is_right" in told
    assert "loud warning of the learner" in told


def test_grade_writes_the_same_scores_and_keeps_grades_given_by_hand(course: Path, tmp_path: Path) -> None:
    give(database(course), "chen", "total", 1.5, extra=0.5)
    assert scores(database(course)) == {**AFTER_PENALTY, "chen": 2.0}
    before = parts(database(course))
    out = tmp_path / "graded"
    told = ["--json", str(tmp_path / "all.json"), "--out", str(out)]
    run(course, "autograder", "grade", str(course), "--jobs", "2", *told)
    assert scores(database(course)) == {**AFTER_PENALTY, "chen": 2.0}
    assert parts(database(course)) == before
    assert {entry["student"]: entry["score"] for entry in json.loads((tmp_path / "all.json").read_text())} == RAW

    # The same scores in the files for other systems.
    run(course, "autograder", "export", str(out), "--format", "csv")
    with (out / "grades.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)} == RAW
    run(course, "autograder", "export", str(out), "--format", "gradescope")
    for student, score in RAW.items():
        results = json.loads((out / "gradescope" / student / "mini" / "results.json").read_text())
        assert results["score"] == score
        assert sum(test["score"] for test in results["tests"]) == score


def test_noise_costs_nothing_in_files_either(exchange: Path, course: Path, tmp_path: Path) -> None:
    notebook = exchange / "student" / "noisy" / "mini.ipynb"
    fill_in(course / "release" / ASSIGNMENT / "mini.ipynb", RIGHT, notebook)
    script = tmp_path / "mini.py"
    given = "import numpy as np\nimport tensorflow as tf\n\nSCALE = 2.0\n"
    script.write_text(given + "\n\n".join(RIGHT.values()))
    for path in (notebook, script):
        run(tmp_path, "autograder", "grade", str(path), "--json", str(tmp_path / "one.json"))
        (told,) = json.loads((tmp_path / "one.json").read_text())
        assert told["score"] == told["max_score"] == 10.0


def test_feedback_and_export_are_nbgraders(exchange: Path, course: Path) -> None:
    run(course, "nbgrader", "generate_feedback", ASSIGNMENT)
    page = (course / "feedback" / "ben" / ASSIGNMENT / "mini.html").read_text()
    assert "Add up all entries, then scale the sum." in page
    assert os.fspath(MINI) not in page
    run(course, "nbgrader", "release_feedback", ASSIGNMENT, "--student=ben")
    run(exchange / "student", "nbgrader", "fetch_feedback", ASSIGNMENT)
    (fetched,) = (exchange / "student" / "course" / ASSIGNMENT / "feedback").rglob("*.html")
    assert fetched.read_text() == page
    run(course, "nbgrader", "export")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    assert float(rows["ada"]["score"]) == 10.0
    assert float(rows["ben"]["raw_score"]) == 7.0
    assert float(rows["ben"]["late_submission_penalty"]) == 3.5
    assert float(rows["ben"]["score"]) == 3.5
