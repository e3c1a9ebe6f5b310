"""Hostile submissions, one file each, and how to run one through the real engine.

An attack's docstring says what it tries, then `Class:` (a row of the threats), then `Expect: outcome|outcome: words|words`.
It is added to the wrong answers of `HONEST`, whose own score is what it may reach at most. `Slow:` keeps it out of the
quick tests, `Patient:` gives it longer time limits.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.client import ForkServer
from autograder.records import CheckResult, Report
from tests.engine import grade

FOLDER = Path(__file__).parent
CLASSES = (
    "leave early",
    "never finish",
    "exhaust",
    "forge the verdict",
    "forge the wire",
    "forge the observation",
    "read secrets",
    "leak",
    "escape",
    "tamper with the next",
    "cause a fault",
    "poison the input",
    "answer by lookup",
)
MARK = "attack-was-here"
HONEST = '''
def total(values):
    return 0.0


def halves(x):
    return 0.0


def thirds(x):
    return 0.0


def line(n_features):
    return keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(2)])


import keras

'''
"""Wrong answers, honestly handed in."""


@dataclass(frozen=True)
class Attack:
    """One hostile file and what has to become of it."""

    name: str
    tries: str
    kind: str
    outcomes: tuple[str, ...]
    words: tuple[str, ...]
    slow: bool
    patient: bool
    source: str

    def run(self, server: ForkServer, base: str = HONEST) -> Report:
        """Its report from the small topic."""
        return grade(server, base + self.source, overlay=False, patient=self.patient)

    def told(self, report: Report) -> CheckResult | None:
        """The check whose outcome and message are as expected, if there is one."""
        for check in report.checks:
            if check.outcome in self.outcomes and any(word.lower() in check.message.lower() for word in self.words):
                return check
        return None


def attacks() -> list[Attack]:
    """All of them, in the order of the threats; ValueError for a file that does not say what to expect."""
    found = [read(path) for path in FOLDER.glob("*.py") if not path.stem.startswith("_") and path.stem not in ("poison", "peers")]
    return sorted(found, key=lambda attack: (CLASSES.index(attack.kind), attack.name))


def read(path: Path) -> Attack:
    """One attack of a file."""
    source = path.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source)) or ""
    fields = dict(re.findall(r"^(Class|Expect|Slow|Patient): *(.+)$", text, flags=re.M))
    if fields.get("Class") not in CLASSES:
        raise ValueError(f"{path.name}: its docstring names no class of the threats")
    outcomes, _, words = fields.get("Expect", "").partition(": ")
    if not outcomes or not words:
        raise ValueError(f"{path.name}: its docstring does not say what to expect (Expect: outcome: words)")
    return Attack(
        path.stem,
        text.splitlines()[0],
        fields["Class"],
        tuple(outcomes.split("|")),
        (words,) if words.startswith("FOUND") else tuple(words.split("|")),
        "Slow" in fields,
        "Patient" in fields,
        source,
    )


def found(report: Report) -> set[str]:
    """What attacks that search say they found."""
    return {match for check in report.checks for match in re.findall(r"FOUND \[.*?\] END", check.message)}
