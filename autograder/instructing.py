"""`autograder init` writes an nbgrader course; `autograde_course` grades one, into nbgrader's own gradebook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.build import render, source_notebook
from autograder.courses import Course
from autograder.errors import AutograderError
from course.syllabus import Topic

CONFIG = '''"""nbgrader configuration of this course: hidden checks run in a sandbox, beside nbgrader's own steps."""

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    DeduplicateIds,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)

from autograder.nbgrader_plugin import SandboxedChecks
from autograder.stubs import ClearSolutions

c = get_config()
c.CourseDirectory.course_id = "{course_id}"
c.Exchange.path_includes_course = True

# `nbgrader zip_collect` reads ada/fcn.ipynb, ada_fcn.ipynb and the folders of Moodle, in archives or not.
c.FileNameCollectorPlugin.named_regexp = (
    r".*/(?P<student_id>[^/]+?)(?:_\\d+_assignsubmission_file_?)?[/_](?P<file_id>{notebooks})\\.ipynb$"
)

# Solutions become stubs that raise NotImplementedError.
c.GenerateAssignment.preprocessors = [
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]

# The learner's outputs stay as they were submitted; what is graded runs in the sandbox, never in a kernel.
c.Autograde.sanitize_preprocessors = [DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [SandboxedChecks, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]
'''


def init(folder: Path, topics: Iterable[Topic]) -> list[Path]:
    """Write configuration and source notebooks; refuses to touch a course that is there already."""
    config = folder / "nbgrader_config.py"
    if config.exists():
        raise AutograderError(f"{folder} is an nbgrader course already; choose another folder")
    written = [config]
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in folder.resolve().name)
    topics = list(topics)
    notebooks = "|".join(topic.name for topic in topics)
    config.write_text(CONFIG.format(course_id=name, notebooks=notebooks), encoding="utf-8")
    for topic in topics:
        files = Course.found().files(topic)
        path = folder / "source" / topic.folder / f"{topic.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(source_notebook(topic)), encoding="utf-8")
        shutil.copyfile(files.exercise / "test_topic.py", path.parent / "test_topic.py")
        written.append(path)
    return written


def is_course(path: Path) -> bool:
    """Whether a folder is an nbgrader course."""
    return (path / "nbgrader_config.py").is_file()


def autograde_course(course: Path, reports: Path) -> list[str]:
    """Bring reports into the course's gradebook by nbgrader's own autograde; names of assignments that failed."""
    failed = []
    for assignment in sorted({path.name for path in (course / "submitted").glob("*/*") if path.is_dir()}):
        command = [sys.executable, "-m", "nbgrader", "autograde", assignment, "--force"]
        done = subprocess.run(
            [*command, f"--SandboxedChecks.reports={reports.resolve()}"],
            cwd=course,
            env=nbgrader_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            failed.append(f"{assignment}: {_last_error(done.stderr)}")
    return failed


def nbgrader_environment() -> dict[str, str]:
    """nbgrader calls `alembic` by name: it must be found beside this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path}


def _last_error(text: str) -> str:
    lines = [line for line in text.splitlines() if "ERROR" in line or "Error" in line]
    return (lines or text.strip().splitlines() or ["no message"])[-1][:400]
