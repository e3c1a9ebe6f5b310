"""Mutants that behave as the reference does: a reviewed list per topic, each entry with its reason.

`autograder/graders/equivalent/<topic>.toml` holds tables `[[mutant]]` with `part`, `before` and `after` (the lines that
differ, as the audit prints them, indented or not) and `reason`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.auditing.mutants import Mutant
from autograder.errors import AutograderError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEYS = {"part", "before", "after", "reason"}


@dataclass(frozen=True)
class Equivalents:
    """The reviewed entries of one topic."""

    reasons: dict[tuple[str, str, str], str]

    def reason(self, mutant: Mutant) -> str | None:
        """Why the mutant is no mistake; None when nobody said so."""
        return self.reasons.get((mutant.part, mutant.before, mutant.after))

    def stale(self, mutants: list[Mutant]) -> list[str]:
        """Entries that fit no mutant (any more)."""
        known = {(mutant.part, mutant.before, mutant.after) for mutant in mutants}
        return [
            f"{part}: {before!r} -> {after!r}"
            for part, before, after in self.reasons
            if (part, before, after) not in known
        ]


def path_of(grader: Path) -> Path:
    """The file of a topic, from that of its hidden checks."""
    return grader.parent / "equivalent" / f"{grader.stem.removeprefix('test_')}.toml"


def read(grader: Path) -> Equivalents:
    """The entries of a topic; none without a file. `AutograderError` for a file that cannot be read so."""
    path = path_of(grader)
    if not path.is_file():
        return Equivalents({})
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AutograderError(f"{path}: {error}; see the entries of another topic") from error
    reasons: dict[tuple[str, str, str], str] = {}
    for number, entry in enumerate(entries, 1):
        if set(entry) != KEYS or not all(isinstance(value, str) for value in entry.values()):
            raise AutograderError(f"{path}: entry {number} needs exactly {', '.join(sorted(KEYS))}, all of them text")
        if len(entry["reason"].split()) < 3:
            raise AutograderError(
                f"{path}: entry {number} needs a reason: why does this mutant behave as the reference?"
            )
        reasons[entry["part"], _flush(entry["before"]), _flush(entry["after"])] = entry["reason"]
    return Equivalents(reasons)


def _flush(lines: str) -> str:
    """The lines without their indentation, as mutants hold them."""
    return "\n".join(line.strip() for line in lines.strip("\n").split("\n"))
