"""The same notebooks and checks graded by `nbgrader autograde`: its test cells run the hidden checks in the kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.build import render, source_notebook
from course.syllabus import Topic

ROOT = Path(__file__).resolve().parents[2]
CELL = """import os, sys
sys.path.insert(0, {root!r})
from tests.benchmarks.live import check_part
check_part({topic!r}, {part!r})"""


def measure(room: Path, course: Path, topics: list[Topic], row: Callable[..., Any]) -> Any:
    """Autograde every submission of `room`; wall time of `nbgrader autograde` alone."""
    for topic in topics:
        notebook = source_notebook(topic)
        _with_checks(notebook, topic)
        _write(course / "source" / topic.folder / f"{topic.name}.ipynb", notebook)
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'bench'\nc.ExecutePreprocessor.timeout = 600\n"
        "c.ClearSolutions.enforce_metadata = False\n"
    )
    for topic in topics:
        _nbgrader(course, "generate_assignment", topic.folder, "--force")
    count = 0
    for path in sorted(room.glob("*/*.ipynb")):
        topic = next(topic for topic in topics if topic.name == path.stem)
        notebook = nbformat.read(path, as_version=4)
        _with_checks(notebook, topic)
        _write(course / "submitted" / path.parent.name / topic.folder / path.name, notebook)
        count += 1
    started, before = time.monotonic(), os.times()
    for topic in topics:
        _nbgrader(course, "autograde", topic.folder)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return row("nbgrader autograde", count, time.monotonic() - started, cpu)


def _with_checks(notebook: Any, topic: Topic) -> None:
    """Test cells that run the hidden checks; no demonstrations, which our engine leaves out too."""
    notebook.cells = [cell for cell in notebook.cells if "demo" not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        if "check" in cell.metadata.get("tags", []):
            part = cell.metadata.nbgrader.grade_id.removeprefix("check-")
            cell.source = CELL.format(root=str(ROOT), topic=topic.name, part=part)


def _write(path: Path, notebook: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(notebook))


def _nbgrader(course: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # nbgrader calls alembic
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PATH": path}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(course / "autograded", ignore_errors=True)
        sys.exit(f"nbgrader {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
