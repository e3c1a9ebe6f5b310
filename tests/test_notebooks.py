"""Solution notebooks run from top to bottom in a real kernel, and public checks agree with them."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import nbclient
import pytest

from autograder.build import source_notebook
from autograder.courses import Course
from course import selfcheck
from course.syllabus import Topic, topics

COURSE = Course.found()
MAX_SECONDS = 150.0  # of processor time, on a machine that does other things too; a quiet one needs less than half


@pytest.mark.slow
@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_solution_notebook_runs_and_passes_its_check_cells(one: Topic, tmp_path: Path) -> None:
    folder = tmp_path / "exercises" / one.folder
    shutil.copytree(COURSE.files(one).exercise, folder)
    notebook = source_notebook(one)
    for cell in notebook.cells:
        if "check" in cell.metadata.get("tags", []):
            cell.source = f"checked = {cell.source.strip()}\nassert checked.passed, repr(checked)"
    before = os.times()
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < MAX_SECONDS
    errors = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr" and "Traceback" in output.text
    ]
    assert errors == []


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_public_checks_pass_on_the_reference(one: Topic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = tmp_path / "exercises" / one.folder
    shutil.copytree(COURSE.files(one).exercise, folder)
    monkeypatch.setenv("COURSE_EXERCISES", str(folder.parent))
    started = time.process_time()
    checked = selfcheck.run(one, None, COURSE.files(one).solution)
    assert checked.passed, repr(checked)
    assert {part.id for part, _ in checked.parts()} == {part.id for part in one.parts}
    assert time.process_time() - started < MAX_SECONDS


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_an_untouched_notebook_is_not_attempted(one: Topic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = tmp_path / "exercises" / one.folder
    shutil.copytree(COURSE.files(one).exercise, folder)
    monkeypatch.setenv("COURSE_EXERCISES", str(folder.parent))
    checked = selfcheck.run(one, None, folder / f"{one.name}.ipynb")
    assert checked.untouched, repr(checked)
    assert one.parts[0].id in repr(checked)
