"""A whole class through the whole cycle, by commands: every score is the same wherever it is shown.

Small here; `make class` takes thirty students and three topics (AUTOGRADER_CLASS says how many students).
"""

from __future__ import annotations

import csv
import json
import os
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.courses import Course
from autograder.report.names import points
from course.syllabus import topic
from tests.nbgrader_class import run
from tests.pages import Page

STUDENTS = int(os.environ.get("AUTOGRADER_CLASS", "3"))
TOPICS = ("tensors", "losses", "lstm") if STUDENTS > 5 else ("tensors", "losses")
WHOLE_COURSE = {"COURSE_SYLLABUS": "", "AUTOGRADER_COURSE": ""}
Scores = dict[tuple[str, str], float]


def command(folder: Path, *words: str) -> None:
    run(folder, *words, **WHOLE_COURSE)


def answer(name: str, number: int) -> str:
    """What a student wrote: right answers, wrong ones, the reference with a slip in it, nothing."""
    files = Course.found().files(topic(name))
    written = sorted(files.submissions.glob("*.py"))
    return written[number * 7 % len(written)].read_text(encoding="utf-8") if number % 5 else ""


def hand_in(course: Path, name: str) -> None:
    """One archive with every student's notebook, as a learning platform makes it."""
    assignment = topic(name).folder
    archive = course / "downloaded" / assignment / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "class.zip", "w") as packed:
        for number in range(STUDENTS):
            notebook = nbformat.read(course / "release" / assignment / f"{name}.ipynb", as_version=4)
            parts = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
            if number:
                parts[-1].source += f"\n\n\n{answer(name, number)}"
            packed.writestr(f"s{number:02d}_{number}_assignsubmission_file/{name}.ipynb", nbformat.writes(notebook))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course after `nbgrader autograde` of every assignment."""
    folder = tmp_path_factory.mktemp("class") / "course"
    command(folder.parent, "autograder", "init", str(folder), "--topics", ",".join(TOPICS))
    for name in TOPICS:
        command(folder, "nbgrader", "generate_assignment", topic(name).folder, "--create")
        hand_in(folder, name)
        command(folder, "nbgrader", "zip_collect", topic(name).folder)
        command(folder, "nbgrader", "autograde", topic(name).folder)
    return folder


@pytest.fixture(scope="module")
def graded(course: Path) -> tuple[Scores, Path]:
    """Scores by student and topic in `grade --json`, and the folder of the results."""
    told, out = course.parent / "all.json", course.parent / "graded"
    command(course.parent, "autograder", "grade", str(course), "--jobs", "2", "--out", str(out), "--json", str(told))
    scores = {(entry["student"], entry["topic"]): entry["score"] for entry in json.loads(told.read_text())}
    assert len(scores) == STUDENTS * len(TOPICS)
    assert len(set(scores.values())) > 2, "a class of equals proves nothing"
    return scores, out


def exported(course: Path) -> Scores:
    """Scores as `nbgrader export` writes them."""
    command(course, "nbgrader", "export")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {topic(name).folder: name for name in TOPICS}
    return {(row["student_id"], names[row["assignment"]]): float(row["score"]) for row in rows}


@pytest.mark.slow
def test_gradebook_holds_what_grade_says(course: Path, graded: tuple[Scores, Path]) -> None:
    scores, _ = graded
    assert exported(course) == pytest.approx(scores, abs=1e-6)


@pytest.mark.slow
def test_autograde_by_nbgrader_gives_the_same(course: Path, graded: tuple[Scores, Path]) -> None:
    """Graded anew, under other secret inputs, by nbgrader's own command."""
    for name in TOPICS:
        command(course, "nbgrader", "autograde", topic(name).folder, "--force")
    assert exported(course) == pytest.approx(graded[0], abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "gradescope"])
def test_exports_hold_what_grade_says(kind: str, graded: tuple[Scores, Path]) -> None:
    scores, out = graded
    command(out.parent, "autograder", "export", str(out), "--format", kind)
    if kind == "csv":
        with (out / "grades.csv").open(encoding="utf-8", newline="") as stream:
            names = {topic(name).folder: name for name in TOPICS} | {name: name for name in TOPICS}
            found = {
                (row["student_id"], names[row["assignment"]]): float(row["score"]) for row in csv.DictReader(stream)
            }
    else:
        paths = (out / "gradescope").glob("*/*/results.json")
        found = {(path.parts[-3], path.parts[-2]): json.loads(path.read_text())["score"] for path in paths}
    assert found == pytest.approx(scores, abs=1e-6)


@pytest.mark.slow
def test_feedback_shows_what_grade_says(graded: tuple[Scores, Path]) -> None:
    scores, out = graded
    command(out.parent, "autograder", "feedback", str(out))
    for number in range(STUDENTS):
        page = Page.read(out / "feedback" / f"s{number:02d}.html")
        shown = [entry.text.split(" of ")[0] for entry in page.all("p", "total")]
        assert shown == [points(scores[f"s{number:02d}", name]) for name in TOPICS]
