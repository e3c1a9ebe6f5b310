"""The topics of the course: names, parts, points and limits, read from syllabus.toml."""

from __future__ import annotations

import difflib
import os
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SYLLABUS = Path(__file__).with_name("syllabus.toml")


class CourseError(Exception):
    """Base of the errors that `course` raises on purpose; the message says what, where and what to do."""


class UnknownTopic(CourseError, LookupError):
    """No topic of that name."""


class UnknownPart(CourseError, LookupError):
    """The topic has no part of that name."""


@dataclass(frozen=True)
class Limits:
    """Default limits of a submission: seconds of wall time, MiB of memory."""

    load: float = 10.0
    observation: float = 20.0
    submission: float = 60.0
    memory: int = 2048


@dataclass(frozen=True)
class Part:
    """One row of the syllabus: the functions a learner writes together."""

    names: tuple[str, ...]
    difficulty: int
    minutes: int
    points: float

    @property
    def id(self) -> str:
        """The first name: how cells and the gradebook refer to the part."""
        return self.names[0]

    @property
    def title(self) -> str:
        """All names, as the syllabus prints them."""
        return " / ".join(self.names)


@dataclass(frozen=True)
class Topic:
    """One exercise: its place in the course, its parts and its limits."""

    name: str
    number: int
    title: str
    chinese: str
    parts: tuple[Part, ...]
    requires: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def folder(self) -> str:
        """Name of the exercise folder and of the solution script, such as `16_fcn`."""
        return f"{self.number:02d}_{self.name}"

    @property
    def points(self) -> float:
        """Points of the whole topic."""
        return sum(part.points for part in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """All functions and classes of the topic, in order."""
        return tuple(name for part in self.parts for name in part.names)

    def part(self, name: str) -> Part:
        """The part that holds the function `name`; `UnknownPart` where there is none."""
        for part in self.parts:
            if name in part.names or name == part.title:
                return part
        raise UnknownPart(f"topic {self.name} has no part {name!r}.{_suggest(name, self.names)}")


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the order of the course (or of the syllabus that COURSE_SYLLABUS names)."""
    path = Path(os.environ.get("COURSE_SYLLABUS") or SYLLABUS)
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(sorted((_topic(name, row) for name, row in table.items()), key=lambda topic: topic.number))


def topic(name: str) -> Topic:
    """The topic called `name`: `fcn`, `16_fcn` or `16`; `UnknownTopic` where there is none."""
    wanted = name.strip().lower()
    for candidate in topics():
        if wanted in (candidate.name, candidate.folder, str(candidate.number), f"{candidate.number:02d}"):
            return candidate
    names = [candidate.name for candidate in topics()]
    raise UnknownTopic(f"there is no topic {name!r}.{_suggest(wanted, names)}")


def _topic(name: str, row: dict[str, Any]) -> Topic:
    parts = tuple(
        Part(tuple(part["names"]), int(part["difficulty"]), int(part["minutes"]), float(part["points"]))
        for part in row["parts"]
    )
    return Topic(
        name=name,
        number=int(row["number"]),
        title=row["title"],
        chinese=row["chinese"],
        parts=parts,
        requires=tuple(row.get("requires", ())),
        limits=Limits(**row.get("limits", {})),
    )


def _suggest(name: str, known: tuple[str, ...] | list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    listing = ", ".join(known)
    return f" Did you mean {close[0]!r}? (There are: {listing}.)" if close else f" There are: {listing}."
