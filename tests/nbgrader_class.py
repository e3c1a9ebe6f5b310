"""A class of the small topic, run by nbgrader's own commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat

from autograder.instructing import nbgrader_environment
from tests.engine import ENVIRONMENT

ASSIGNMENT, TOPIC = "01_mini", "mini"

# Right, and as noisy as code can be: nbgrader's own grading gives 0 where anything came on stderr.
RIGHT = {
    "total": """def total(values):
    import logging, sys, warnings
    import matplotlib.pyplot as plt
    print("summing")
    print("summing", file=sys.stderr)
    warnings.warn("summing is deprecated")
    logging.getLogger("learner").error("summing")
    tf.get_logger().warning("summing")
    plt.plot([1, 2, 3])
    plt.show()
    return SCALE * tf.reduce_sum(values)""",
    "halves": """import sys
print("loading", file=sys.stderr)

def halves(x):
    if x < 0:
        raise ValueError("negative")
    return x / 2

def thirds(x):
    return x / 3""",
    "line": "import keras\n\ndef line(n):\n    return keras.Sequential([keras.Input((n,)), keras.layers.Dense(1)])",
}
HALF = {**RIGHT, "total": "def total(values):\n    return tf.reduce_sum(values)"}
CLASS = {"ada": RIGHT, "ben": HALF, "chen": {}}
RAW = {"ada": 10.0, "ben": 7.0, "chen": 0.0}


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python program in a folder: `run(course, "nbgrader", "autograde", …)`; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**nbgrader_environment(), **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def make_course(folder: Path, config: str = "") -> Path:
    """`autograder init` and `nbgrader generate_assignment`, with lines added to the configuration."""
    run(folder.parent, "autograder", "init", str(folder), "--topics", TOPIC)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
        stream.write(config)
    run(folder, "nbgrader", "generate_assignment", ASSIGNMENT, "--create")
    return folder


def fill_in(release: Path, parts: dict[str, str], path: Path) -> Path:
    """The released notebook with these parts written, and a warning among their outputs, at `path`."""
    notebook = nbformat.read(release, as_version=4)
    for cell in notebook.cells:
        part = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("part-")
        if part in parts:
            cell.source = parts[part]
            cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="loud warning of the learner's")]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def hand_in(course: Path, students: dict[str, dict[str, str]]) -> None:
    """Put submissions straight where nbgrader's collect would."""
    for student, parts in students.items():
        path = course / "submitted" / student / ASSIGNMENT / f"{TOPIC}.ipynb"
        fill_in(course / "release" / ASSIGNMENT / f"{TOPIC}.ipynb", parts, path)


def scores(database: str) -> dict[str, float]:
    """Scores by student, after penalties, as nbgrader's gradebook adds them up."""
    from nbgrader.api import Gradebook

    with Gradebook(database) as book:
        rows = book.assignment_submissions(ASSIGNMENT)
        return {row.student.id: row.score - (row.late_submission_penalty or 0.0) for row in rows}


def parts(database: str) -> dict[tuple[str, str], tuple[float | None, float | None, float | None]]:
    """Automatic score, manual score and extra credit by student and part."""
    from nbgrader.api import Gradebook

    with Gradebook(database) as book:
        rows = book.assignment_submissions(ASSIGNMENT)
        grades = [(row.student.id, grade) for row in rows for notebook in row.notebooks for grade in notebook.grades]
        return {
            (student, grade.name): (grade.auto_score, grade.manual_score, grade.extra_credit)
            for student, grade in grades
        }


def give(database: str, student: str, part: str, score: float, extra: float = 0.0) -> None:
    """A grade given by hand, as formgrader writes it."""
    from nbgrader.api import Gradebook

    with Gradebook(database) as book:
        grade = book.find_grade(f"check-{part}", TOPIC, ASSIGNMENT, student)
        grade.manual_score, grade.extra_credit = score, extra
        book.db.commit()
