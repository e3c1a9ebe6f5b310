"""Compare the code of a class by copydetect's fingerprints, without what the course itself wrote.

Fingerprints are hashes of every run of `RUN` characters of tokens in which names, strings and layout are reduced, so that
renaming, comments and line breaks hide nothing (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003, here with a
window of one). Runs that occur in the course's notebook, the reference or the lesson's code are nobody's own. A
character of code is a submission's own when no such run covers it; shares are shares of own characters. A short answer
that differs from the reference in little has nearly none, so that answers alike because there is one way to write them
are no pair.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.client import ForkServer
from autograder.courses import Course, TopicFiles
from autograder.errors import AutograderError
from autograder.grading import Submission
from autograder.sandbox.policy import Isolation
from autograder.similar.reading import Reader, Tokens, copydetect, tokenized
from autograder.submissions import Problem
from course import percent, reading
from course.syllabus import Topic

RUN = 25  # characters of tokens: copydetect's own default
LEAST = 100  # own characters of tokens in common: below that, chance and habit explain it
THRESHOLD = 0.5  # of the own code of one of the two; independent right answers of this course share up to 0.33

_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Code:
    """One submission: its text, which characters of its tokens are its own, and its fingerprints without the given ones."""

    student: str
    text: str
    tokens: Tokens
    own: Mask
    fingerprint: Any

    @property
    def amount(self) -> int:
        """Characters of tokens that are its own."""
        return int(self.own.sum())

    @cached_property
    def lines(self) -> npt.NDArray[np.int64]:
        """For each character of the tokens the number of its line in the text, from 0."""
        breaks = np.flatnonzero(np.array([letter == "\n" for letter in self.text], bool))
        return np.asarray(np.searchsorted(breaks, self.tokens.origin()), np.int64)


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two submissions of a pair, and which characters of its tokens the other has too."""

    code: Code
    shared: Mask

    @property
    def amount(self) -> int:
        """Own characters in common."""
        return int((self.shared & self.code.own).sum())

    @property
    def share(self) -> float:
        """What is in common, of what is its own: 0 to 1."""
        return self.amount / self.code.amount if self.code.amount else 0.0


@dataclass(frozen=True)
class Pair:
    """Two submissions of a topic that have code in common."""

    topic: Topic
    left: Side
    right: Side

    @property
    def share(self) -> float:
        """The larger share of the two: a short copy out of a long answer counts in full."""
        return max(self.left.share, self.right.share)

    @property
    def amount(self) -> int:
        """Own characters in common, by the side that has fewer."""
        return min(self.left.amount, self.right.amount)


@dataclass
class Comparison:
    """What came out: pairs, the most similar first; how many were compared, and how many had too little of their own."""

    topic: Topic
    pairs: list[Pair] = field(default_factory=list)
    compared: int = 0
    small: int = 0
    problems: list[Problem] = field(default_factory=list)


class Given:
    """What a topic's course gives: its cells by text, and the fingerprints of its notebook, reference and lesson."""

    def __init__(self, files: TopicFiles) -> None:
        self.cells = frozenset(cell.source.strip() for cell in files.given() if "part" not in cell.tags)
        self.hashes: set[int] = set()
        solution = files.solution.read_bytes()
        for cells in (reading.read_cells(solution, ".py"), reading.read_cells(files.notebook.read_bytes(), ".ipynb")):
            sources = [cell.source for cell in cells if "check" not in cell.tags]
            for text in (*sources, *map(_without_stub, sources)):
                self._add(text)
        for text in _lesson_code(solution.decode()):
            self._add(text)

    def _add(self, text: str) -> None:
        self.hashes.update(copydetect().utils.hashed_kgrams(tokenized(text).code, RUN).tolist())


def compare(
    topic: Topic,
    submissions: Iterable[Submission],
    server: ForkServer,
    *,
    threshold: float = THRESHOLD,
    isolation: Isolation = "full",
    progress: Callable[[], None] = lambda: None,
) -> Comparison:
    """Compare all submissions of one topic with each other; `progress` is called after each that was read."""
    given = Given(Course.found().files(topic))
    reader = Reader(server, isolation)
    found, codes = Comparison(topic), []
    try:
        for submission in submissions:
            try:
                text, tokens = reader.read(submission, given.cells)
            except AutograderError as error:
                found.problems.append(Problem(str(submission.path), f"cannot be compared: {error}"))
            else:
                found.compared += 1
                codes.append(fingerprinted(submission.student, text, tokens, given.hashes))
            progress()
    finally:
        reader.close()
    large = [code for code in codes if code.amount >= LEAST]
    found.small = len(codes) - len(large)
    pairs = [Pair(topic, *sides) for sides in _sides(large)]
    found.pairs = [pair for pair in pairs if pair.amount >= LEAST and pair.share >= threshold]
    found.pairs.sort(key=lambda pair: (-pair.share, -pair.amount, pair.left.code.student, pair.right.code.student))
    return found


def fingerprinted(student: str, text: str, tokens: Tokens, given: set[int]) -> Code:
    """The fingerprints of a submission's tokens, those that are `given` taken out."""
    library = copydetect()
    fingerprint = library.CodeFingerprint(student, RUN, 1, filter=False, fp=io.StringIO(tokens.code))
    own = np.ones(len(tokens.code), bool)
    for known in fingerprint.hashes & given:
        for start in fingerprint.hash_idx.pop(known):
            own[start : start + RUN] = False
    fingerprint.hashes -= given
    return Code(student, text, tokens, own, fingerprint)


def _sides(codes: list[Code]) -> Iterator[tuple[Side, Side]]:
    """Both sides of every two submissions that have a fingerprint in common."""
    library = copydetect()
    for left, right in combinations(codes, 2):
        if not left.fingerprint.hashes.isdisjoint(right.fingerprint.hashes):
            _, _, slices = library.compare_files(left.fingerprint, right.fingerprint)
            yield Side(left, _mask(left, slices[0])), Side(right, _mask(right, slices[1]))


def _mask(code: Code, slices: Any) -> Mask:
    mask = np.zeros(len(code.tokens.code), bool)
    for start, end in zip(*slices, strict=True):
        mask[start:end] = True
    return mask


def _without_stub(source: str) -> str:
    """A part cell as it is when a learner has taken the stub's `raise` out: signature and docstring run on."""
    return "\n".join(line for line in source.split("\n") if "NotImplementedError" not in line)


def _lesson_code(script: str) -> Iterator[str]:
    """Blocks of code in the lesson text of a solution script."""
    for block in percent.split(script):
        if not block.is_code:
            text = re.sub(r"^# ?", "", block.source, flags=re.MULTILINE)
            yield from _FENCED.findall(text)
