"""Every topic: its stub scores 0, its reference and right answers everything, each wrong answer fails the check it names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from autograder import coursecheck
from autograder.courses import Course
from autograder.grading import Grader, Submission
from course.syllabus import Topic, topic, topics
from tests.telling import leaks, watched

COURSE = Course.found()
# Other tests share the processors; `autograder check-course` holds to the real limit.
coursecheck.MAX_CPU_SECONDS = 30.0
SAMPLE = 4
"""How many wrong answers of a topic are graded where nothing changed; `autograder check-course` grades every one."""
WHOLE = "CI" in os.environ


def changed() -> set[str]:
    """Files that differ from the last commit but one; none where there is no git."""
    found: set[str] = set()
    for command in (["diff", "--name-only", "HEAD~1"], ["ls-files", "--others", "--exclude-standard"]):
        done = subprocess.run(["git", *command], cwd=COURSE.root, capture_output=True, text=True, check=False)
        found.update(done.stdout.splitlines() if done.returncode == 0 else ())
    return found


CHANGED = changed()


def is_changed(one: Topic) -> bool:
    """Whether a file of this topic is new or changed."""
    files = COURSE.files(one)
    mine = (files.solution, files.grader, files.exercise, files.submissions)
    return any((COURSE.root / name).is_relative_to(path) for name in CHANGED for path in mine)


def chosen(one: Topic) -> list[Path]:
    """All right answers of a topic; of the wrong ones all where it changed and in CI, else some from the whole list."""
    answers = coursecheck.answers_of(COURSE.files(one))
    if WHOLE or is_changed(one):
        return answers
    wrong = [path for path in answers if path.stem.startswith("wrong_")]
    step = max(1, -(-len(wrong) // SAMPLE))
    return [path for path in answers if path not in wrong] + wrong[::step]


ANSWERS = [pytest.param(one, path, id=f"{one.name}-{path.stem}") for one in topics() for path in chosen(one)]


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_files_agree_with_the_syllabus(one: Topic) -> None:
    """Points, parts, hints, public checks, notebook: what can be seen without grading."""
    assert list(coursecheck._static(one, COURSE.files(one), COURSE.root)) == []


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_stub_scores_nothing(one: Topic, graders: dict[tuple[str, bool], Grader]) -> None:
    path = COURSE.files(one).notebook
    report = graders[one.name, False].grade(Submission(coursecheck.STUB, one.name, path, path.read_bytes()))
    assert list(coursecheck.judge(one, COURSE.files(one), report)) == []
    assert report.score == 0
    assert report.max_score == 10


@pytest.mark.parametrize("one", topics(), ids=lambda one: one.name)
def test_reference_scores_everything(one: Topic, graders: dict[tuple[str, bool], Grader]) -> None:
    path = COURSE.files(one).solution
    report = graders[one.name, False].grade(Submission(coursecheck.REFERENCE, one.name, path, path.read_bytes()))
    assert list(coursecheck.judge(one, COURSE.files(one), report)) == []
    assert report.score == report.max_score == 10


@pytest.mark.parametrize(("one", "path"), ANSWERS)
def test_answer_is_graded_rightly(
    one: Topic, path: Path, graders: dict[tuple[str, bool], Grader], tmp_path: Path
) -> None:
    """Right answers get everything; wrong ones fail the check they name, lose only what they break, and learn no secret."""
    with watched() as found:
        report = graders[one.name, True].grade(coursecheck.overlay(one, path))
    assert list(coursecheck.judge(one, COURSE.files(one), report)) == []
    told = leaks(report, found, tmp_path)
    assert not told, told[:5]


def test_what_changed_is_graded_whole() -> None:
    for one in topics():
        wanted = coursecheck.answers_of(COURSE.files(one))
        right = [path for path in wanted if path.stem.startswith("right_")]
        assert set(right) < set(chosen(one)) <= set(wanted)
        if WHOLE or is_changed(one):
            assert chosen(one) == wanted


def test_every_topic_is_known_by_name_folder_and_number() -> None:
    for one in topics():
        assert topic(one.name) == topic(one.folder) == topic(str(one.number)) == one
