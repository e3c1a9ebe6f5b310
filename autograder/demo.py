"""`autograder demo`: a small class with everything that happens in one, graded and reported."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console

from autograder.build import render, source_notebook
from autograder.courses import Course, TopicFiles
from autograder.errors import AutograderError
from autograder.front import Request
from autograder.front import run as grade
from autograder.report import write_report_page
from course.syllabus import Topic, topic

TOPICS = ("training_loop", "fcn", "lstm")
MARK = ".autograder-demo"
Change = Callable[[Any, TopicFiles], None]

LOOP = "while True:\n    pass"
LEAVE = "import os\nos._exit(0)"
BOMB = "hoard = []\nimport numpy as np\nwhile True:\n    hoard.append(np.ones(2**24))"
FORGED = '''
import numpy, pytest


class Right:
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    __hash__ = None


for name in ("assert_allclose", "assert_array_equal"):
    setattr(numpy.testing, name, lambda *arguments, **options: None)
numpy.allclose = numpy.isclose = lambda *arguments, **options: True
pytest.fail = lambda *arguments, **options: None
print("10 passed")
'''


def run(out: Path, jobs: int, console: Console) -> None:
    """Make the class in OUT/submissions, grade it into OUT/graded, write the report, and print where it is."""
    _clear(out)
    submissions = out / "submissions"
    for student, name, suffix, data in class_of_students():
        path = submissions / student / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    console.print(
        f"A class of {len(list(submissions.iterdir()))} students is in {submissions}. Grading it takes a minute."
    )
    reports, problems = grade(Request([submissions], jobs=jobs, out=out / "graded"), console)
    for problem in problems:
        console.print(f"not graded: {problem.path}: {problem.message}", markup=False, highlight=False)
    page = write_report_page(out / "graded")
    console.print(f"{len(reports)} submissions graded. The class report: {page}", highlight=False, soft_wrap=True)


def class_of_students() -> Iterator[tuple[str, str, str, bytes]]:
    """(student, topic, suffix, bytes) of every file of the demonstration."""
    everything: list[Change] = []
    for name in TOPICS:
        yield "ada", name, ".ipynb", _notebook(name, everything)
        yield "ben", name, ".ipynb", _notebook(name, [_with_mistake])
        yield "dana", name, ".ipynb", _files(name).notebook.read_bytes()
    yield "chen", "lstm", ".py", _files("lstm").solution.read_bytes()
    yield "chen", "fcn", ".ipynb", _notebook("fcn", [_half_done])
    yield "emil", "fcn", ".ipynb", _notebook("fcn", [_in_part(0, "def broken(:\n    return 1", replace=True)])
    yield "fay", "training_loop", ".ipynb", _notebook("training_loop", [_in_part(0, LOOP)])
    yield "gus", "lstm", ".ipynb", _notebook("lstm", [_in_part(0, LEAVE)])
    yield "hana", "fcn", ".ipynb", _notebook("fcn", [_in_part(-1, BOMB)])
    yield "ivan", "lstm", ".ipynb", _notebook("lstm", [_half_done, _with_cell(FORGED)])
    yield "jo", "lstm", ".ipynb", b'{"cells": [ this is no notebook'
    yield "kim", "training_loop", ".py", _files("training_loop").solution.read_bytes()


def _files(name: str) -> TopicFiles:
    return Course.found().files(topic(name))


def _notebook(name: str, changes: list[Change]) -> bytes:
    """The solved notebook of a topic, without solution marks, changed by what befalls a student."""
    files = _files(name)
    notebook = source_notebook(files.topic)
    for cell in notebook.cells:
        lines = cell.source.splitlines()
        cell.source = "\n".join(line for line in lines if not line.strip().startswith("### "))
    for change in changes:
        change(notebook, files)
    return str(render(notebook)).encode()


def _parts(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if "part" in cell.metadata.get("tags", [])]


def _with_mistake(notebook: Any, files: TopicFiles) -> None:
    """The first wrong answer of the topic's test submissions, as a cell of its own."""
    wrong = sorted(files.submissions.glob("wrong_*.py"))[0]
    _with_cell(wrong.read_text(encoding="utf-8"))(notebook, files)


def _half_done(notebook: Any, files: TopicFiles) -> None:
    """The second half of the parts is still as the course gave it."""
    untouched = nbformat.reads(files.notebook.read_text(encoding="utf-8"), as_version=4)
    stubs = _parts(untouched)
    cells = _parts(notebook)
    for cell, stub in list(zip(cells, stubs, strict=True))[len(cells) // 2 :]:
        cell.source = stub.source


def _with_cell(source: str) -> Change:
    def change(notebook: Any, files: TopicFiles) -> None:
        cell = nbformat.v4.new_code_cell(source)
        cell.id = "mine"
        notebook.cells.append(cell)

    return change


def _in_part(number: int, body: str, *, replace: bool = False) -> Change:
    """A part whose first function does something else; with `replace`, its whole cell is `body`."""

    def change(notebook: Any, files: TopicFiles) -> None:
        part: Topic = files.topic
        name = part.parts[number].id
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        _parts(notebook)[number].source = body if replace else f"def {name}(*arguments, **options):\n{indented}\n"

    return change


def _clear(out: Path) -> None:
    """Remove an earlier demonstration, and nothing else."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise AutograderError(f"{out} holds files that are no demonstration; name another folder by --out")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
