"""Where a topic's files are: the exercises folder, the learner's notebook or script, the public checks."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from course.cells import Cell, read_cells
from course.syllabus import CourseError, Topic

PACKAGE = Path(__file__).parent
_TOPIC_FOLDER = re.compile(r"\d\d_\w+")


class NotFound(CourseError, FileNotFoundError):
    """A file or folder of the course is not where it was looked for."""


@dataclass(frozen=True)
class Taken:
    """The learner's file that was taken, and `note`, which says so where there were two."""

    path: Path
    note: str = ""


def exercises_folder(start: Path | None = None) -> Path:
    """The folder that holds `16_fcn/` and its like.

    `$COURSE_EXERCISES` where set; else looked for in `start` (the current folder) and its parents; else in the
    repository of this package.
    """
    if named := os.environ.get("COURSE_EXERCISES"):
        if Path(named).is_dir():
            return Path(named)
        raise NotFound(f"COURSE_EXERCISES names {named!r}, which is no folder: correct it, or unset it.")
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        for candidate in (folder / "exercises", folder):
            if _holds_topics(candidate):
                return candidate
    if _holds_topics(PACKAGE.parent / "exercises"):
        return PACKAGE.parent / "exercises"
    raise NotFound(
        f"there is no exercises folder in {here} or above it: go to the folder of the course, "
        "or let COURSE_EXERCISES name its exercises folder."
    )


def topic_folder(topic: Topic) -> Path:
    """The topic's exercise folder."""
    folder = exercises_folder() / topic.folder
    if not folder.is_dir():
        raise NotFound(f"{folder.parent} has no {topic.folder}: is it the exercises folder of this course?")
    return folder


def test_file(topic: Topic) -> Path:
    """The topic's public checks: in the current folder (a notebook that was moved with its checks) or its own."""
    name = f"test_{topic.name}.py"
    beside = Path.cwd() / name
    if beside.is_file():
        return beside
    folder = topic_folder(topic)
    found = [folder / name, *sorted(folder.glob("test_*.py"))]
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        raise NotFound(f"the public checks of {topic.name} are missing: there is no {folder / name}.")
    return path


def learner_file(topic_name: str, folder: Path) -> Taken:
    """The newer of `<topic>.ipynb` and `<topic>.py` in `folder`."""
    paths = [path for suffix in (".ipynb", ".py") if (path := folder / f"{topic_name}{suffix}").is_file()]
    if not paths:
        raise NotFound(
            f"there is neither {topic_name}.ipynb nor {topic_name}.py in {folder}: "
            f"`course reset {topic_name}` brings the notebook back."
        )
    paths.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    note = f"{paths[0].name}, newer than {paths[1].name}" if len(paths) > 1 else ""
    return Taken(paths[0], note)


def pristine_notebook(topic: Topic) -> Path:
    """The untouched notebook that comes with the course; it may be missing."""
    return PACKAGE / "pristine" / f"{topic.name}.ipynb"


def course_cells(topic: Topic) -> list[Cell]:
    """The code cells of the untouched notebook; none where the course brings none."""
    path = pristine_notebook(topic)
    return read_cells(path.read_bytes(), path.suffix) if path.is_file() else []


def _holds_topics(folder: Path) -> bool:
    try:
        return any(_TOPIC_FOLDER.fullmatch(entry.name) and any(entry.glob("test_*.py")) for entry in folder.iterdir())
    except OSError:
        return False
