"""Finds the submissions in the paths an instructor names, and reads them without trusting them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import AutograderError
from autograder.grading import Submission
from course import syllabus
from course.cells import MAX_BYTES
from course.syllabus import Topic

SUFFIXES = (".ipynb", ".py")
PUBLIC_CHECKS = "test_topic.py"
"""Lies beside the notebook, and comes back with it when a whole folder is handed in (as `nbgrader submit` does)."""
MAX_DEPTH = 4


@dataclass(frozen=True)
class Problem:
    """A file or folder that could not be graded, and what to do about it."""

    path: str
    message: str


@dataclass
class Found:
    """What was found: submissions in a fixed order, and problems."""

    submissions: list[Submission] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Candidate:
    path: Path
    student: str
    topic: Topic


def find(paths: Iterable[Path], topic: Topic | None = None) -> Found:
    """All submissions below `paths`; `topic` overrides what the file names say."""
    found = Found()
    candidates: dict[tuple[str, str], list[_Candidate]] = {}
    for path in paths:
        before = len(candidates), len(found.problems)
        for candidate in _candidates(path, topic, found):
            candidates.setdefault((candidate.student, candidate.topic.name), []).append(candidate)
        if (len(candidates), len(found.problems)) == before:
            found.problems.append(
                Problem(str(path), "holds no submission (<student>/<topic>.ipynb or .py); check the path")
            )
    for same in candidates.values():
        if len({candidate.path for candidate in same}) > 1:
            names = ", ".join(str(candidate.path) for candidate in same)
            told = f"two files of {same[0].student} for topic {same[0].topic.name} ({names}); keep the one that counts"
            found.problems.append(Problem(str(same[0].path), told))
            continue
        try:
            found.submissions.append(_read(same[0]))
        except AutograderError as error:
            found.problems.append(Problem(str(same[0].path), str(error)))
    found.submissions.sort(key=lambda submission: (submission.student, submission.topic))
    return found


def _candidates(path: Path, topic: Topic | None, found: Found) -> Iterator[_Candidate]:
    if path.is_symlink():
        found.problems.append(Problem(str(path), "is a symbolic link; hand in the file itself"))
    elif path.is_file():
        yield from _of_file(path, path.resolve().parent, topic, found, alone=True)
    elif path.is_dir():
        root = path / "submitted" if (path / "submitted").is_dir() else path
        for file in sorted(_files(root, 0, found)):
            yield from _of_file(file, root, topic, found, alone=False)
    else:
        found.problems.append(Problem(str(path), "there is no such file or folder; check the path"))


def _files(folder: Path, depth: int, found: Found) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith((".", "__")) or entry.name == PUBLIC_CHECKS:
            continue
        path = Path(entry.path)
        if entry.is_symlink():
            if path.suffix.lower() in SUFFIXES:
                found.problems.append(Problem(str(path), "is a symbolic link; hand in the file itself"))
        elif entry.is_dir():
            if depth < MAX_DEPTH:
                yield from _files(path, depth + 1, found)
        elif path.suffix.lower() in SUFFIXES:
            yield path


def _of_file(path: Path, root: Path, topic: Topic | None, found: Found, *, alone: bool) -> Iterator[_Candidate]:
    if path.suffix.lower() not in SUFFIXES:
        found.problems.append(Problem(str(path), "is neither a notebook (.ipynb) nor a script (.py)"))
        return
    named = _topic_named(path.stem)
    where = path.resolve().parent.name if alone else ""
    if topic is None and named is None:  # tests/submissions/fcn/right_loops.py: the folder says it
        topic = _topic_named(path.resolve().parent.name)
    if topic is None and named is None:
        known = ", ".join(candidate.name for candidate in syllabus.topics())
        told = f"its name is no topic ({known}); rename it to <topic>{path.suffix} or say --topic"
        found.problems.append(Problem(str(path), told))
        return
    chosen = topic or named
    assert chosen is not None
    parts = () if alone else path.relative_to(root).parts[:-1]
    if named is not None and named == chosen and (parts or where):
        student = parts[0] if parts else where
    elif parts and topic is None:
        student = parts[0]
    else:
        student = "-".join([*parts, path.stem]) if parts else path.stem
    readable = os.fsencode(student).decode("utf-8", "backslashreplace")  # a folder's name may be no text at all
    yield _Candidate(path, readable, chosen)


def _topic_named(stem: str) -> Topic | None:
    for candidate in syllabus.topics():
        if stem.lower() in (candidate.name, candidate.folder):
            return candidate
    return None


def _read(candidate: _Candidate) -> Submission:
    """The bytes of a regular file of bounded size, never through a symbolic link."""
    try:
        descriptor = os.open(candidate.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise AutograderError(f"cannot be opened ({error.strerror}); check the file and its permissions") from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise AutograderError("is no regular file; hand in the notebook or script itself")
        if status.st_size > MAX_BYTES:
            raise AutograderError(
                f"has {status.st_size / 1e6:.0f} MB, more than {MAX_BYTES / 1e6:.0f}; clear its outputs and hand it in again"
            )
        data = stream.read(MAX_BYTES + 1)
    return Submission(candidate.student, candidate.topic.name, candidate.path, data)
