"""Show similar submissions: a table in the terminal, and one page with the code of both side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from autograder.report.names import percent, topic_names
from autograder.report.rendering import write_page
from autograder.similar.comparing import LEAST, Comparison, Pair, Side
from autograder.submissions import Problem
from autograder.text import terminal

SIMILAR = "similar.html"
IN_TABLE = 20
ON_PAGE = 100
CONTEXT = 2
NAME_LIMIT = 60


@dataclass(frozen=True)
class Line:
    """A line of code on the page; `kind` is shared, given or own. Without a number it stands for `text` lines left out."""

    number: int | None
    text: str
    kind: str


def table(pairs: list[Pair]) -> Table:
    """The first pairs, in the order given."""
    view = Table("topic", "one", "other", header_style="bold")
    for heading in ("of one", "of the other", "signs"):
        view.add_column(heading, justify="right")
    for pair in pairs[:IN_TABLE]:
        names = [terminal(side.code.student, NAME_LIMIT) for side in (pair.left, pair.right)]
        view.add_row(pair.topic.name, *names, percent(pair.left.share), percent(pair.right.share), str(pair.amount))
    return view


def write_similar_page(path: Path, comparisons: list[Comparison], problems: list[Problem], threshold: float) -> Path:
    """Write the page about the pairs; at most `ON_PAGE` of them, the most similar ones, with their code."""
    pairs = most_similar(comparisons)
    return write_page(
        path / SIMILAR if path.is_dir() else path,
        "similar.html",
        pairs=pairs[:ON_PAGE],
        left_out=max(len(pairs) - ON_PAGE, 0),
        groups=groups(pairs),
        comparisons=comparisons,
        problems=problems,
        threshold=threshold,
        least=LEAST,
        lines=lines,
        names=lambda topic: topic_names(topic.name),
    )


def most_similar(comparisons: Iterable[Comparison]) -> list[Pair]:
    """All pairs of all topics, the most similar first."""
    pairs = [pair for comparison in comparisons for pair in comparison.pairs]
    return sorted(pairs, key=lambda pair: (-pair.share, -pair.amount))


def groups(pairs: Iterable[Pair]) -> list[tuple[str, list[str]]]:
    """Three or more submissions of a topic that hang together by pairs: (topic, students), the largest first."""
    found: dict[tuple[str, str], set[str]] = {}
    for pair in pairs:
        topic, one, other = pair.topic.name, pair.left.code.student, pair.right.code.student
        joined = found.get((topic, one), {one}) | found.get((topic, other), {other})
        for student in joined:
            found[topic, student] = joined
    distinct = {(topic, tuple(sorted(joined))) for (topic, _), joined in found.items() if len(joined) > 2}
    return [(topic, list(joined)) for topic, joined in sorted(distinct, key=lambda each: (-len(each[1]), each))]


def lines(side: Side) -> list[Line]:
    """The shared lines of a submission with a little around them; what lies between is counted."""
    texts = side.code.text.split("\n")
    kinds = _kinds(side, len(texts))
    shared = np.flatnonzero(kinds == "shared")
    near = np.zeros(len(texts), bool)
    for place in shared.tolist():
        near[max(place - CONTEXT, 0) : place + CONTEXT + 1] = True
    found: list[Line] = []
    skipped = 0
    for number, text in enumerate(texts):
        if not near[number]:
            skipped += 1
            continue
        if skipped:
            found.append(_gap(skipped))
            skipped = 0
        found.append(Line(number + 1, text, str(kinds[number])))
    return [*found, _gap(skipped)] if skipped else found


def _gap(count: int) -> Line:
    return Line(None, f"{count} {'line' if count == 1 else 'lines'} left out", "gap")


def _kinds(side: Side, count: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """What most of the tokens of each line are."""
    own, places = side.code.own, np.minimum(side.code.lines, count - 1)
    total, shared, given = (
        np.bincount(places[mask], minlength=count) for mask in (np.ones_like(own), side.shared & own, ~own)
    )
    return np.where(2 * shared > total, "shared", np.where((2 * given >= total) & (total > 0), "given", "own"))
