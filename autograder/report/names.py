"""Readable names of topics, parts and checks, from the syllabus where it knows them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from autograder.text import one_line
from course.syllabus import Part, Topic, UnknownPart, UnknownTopic
from course.syllabus import topic as syllabus_topic


@dataclass(frozen=True)
class TopicNames:
    """How a topic is called; a topic that the syllabus does not know keeps the name it has."""

    name: str
    known: Topic | None

    @property
    def number(self) -> str:
        """The two digits of the course, or nothing."""
        return f"{self.known.number:02d}" if self.known else ""

    @property
    def title(self) -> str:
        """The title of the lesson."""
        return self.known.title if self.known else self.name

    @property
    def chinese(self) -> str:
        """The title in Chinese, or nothing."""
        return self.known.chinese if self.known else ""

    @property
    def order(self) -> tuple[int, str]:
        """The place in the course; unknown topics come last."""
        return (self.known.number if self.known else 10_000, self.name)

    def part(self, name: str) -> Part | None:
        """The part of the syllabus that holds `name`."""
        try:
            return self.known.part(name) if self.known else None
        except UnknownPart:
            return None

    def part_title(self, name: str) -> str:
        """All names of the part, `upsample_nearest / upsample_bilinear`."""
        part = self.part(name)
        return part.title if part else one_line(name)


@cache
def topic_names(name: str) -> TopicNames:
    """The names of a topic."""
    try:
        known: Topic | None = syllabus_topic(name)
    except UnknownTopic:
        known = None
    return TopicNames(one_line(name, 60), known)


@cache
def readable(check: str) -> str:
    """`test_scores_the_background` -> `Scores the background`."""
    words = one_line(check).removeprefix("test_").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or check


def alphabetical(name: str) -> tuple[str, str]:
    """A key to sort names by: letter case and accents count last."""
    letters = unicodedata.normalize("NFKD", name)
    return ("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold(), name)


def points(value: float) -> str:
    """At most two decimals, none where none are needed: 10, 7.5, 0.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float | None) -> str:
    """`83 %`; 100 only when nothing is missing and 0 only when nothing is there."""
    if share is None:
        return "–"
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        rounded = 99
    if rounded == 0 and share > 0:
        rounded = 1
    return f"{rounded}\u00a0%"
