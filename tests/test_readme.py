"""The README keeps its word: the commands it names exist, the topics it lists are those of the syllabus."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from autograder.cli import app as autograder
from course.cli import app as course
from course.syllabus import topics

README = Path(__file__).resolve().parents[1] / "README.md"


def commands(app: typer.Typer) -> set[str]:
    return set(typer.main.get_group(app).commands)  # type: ignore[attr-defined]


def test_every_topic_is_listed_and_no_other() -> None:
    listed = re.findall(r"^\| (\d\d) \| \[.*?\]\(exercises/(\w+)/", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert [folder for _, folder in listed] == [topic.folder for topic in topics()]


def test_named_commands_exist() -> None:
    text = README.read_text(encoding="utf-8")
    used = re.findall(r"^(course|autograder) ([a-z-]+)", text, re.MULTILINE)
    assert len(used) > 8
    for program, command in used:
        assert command in commands(course if program == "course" else autograder), f"{program} {command}"


def test_pictures_are_there() -> None:
    for path in re.findall(r"!\[.*?\]\((.*?)\)", README.read_text(encoding="utf-8")):
        assert (README.parent / path).is_file(), path
