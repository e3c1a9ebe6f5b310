"""How good the hidden checks of a topic are: its reference is mutated, and each mutant has to lose points."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder import batch
from autograder.auditing import equivalents
from autograder.auditing.mutants import Mutant, mutants
from autograder.client import ForkServer
from autograder.courses import Course
from autograder.grading import Submission
from autograder.plugin import listed_checks
from autograder.records import Report
from course.syllabus import Topic


@dataclass(frozen=True)
class Audit:
    """What became of the mutants of one topic: `killed` by which checks, `equivalent` for which reason, or `survived`.

    Equivalents are right answers: those that lost points stand in `refused` as well, with the checks.
    """

    topic: Topic
    killed: dict[str, str] = field(default_factory=dict)
    equivalent: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    survived: list[Mutant] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Share of the mutants that are no equivalents and were killed; 1.0 when there are none."""
        counted = len(self.killed) + len(self.survived)
        return len(self.killed) / counted if counted else 1.0

    def told(self) -> dict[str, object]:
        """All of it in plain types, for tools."""
        return {
            "topic": self.topic.name,
            "score": round(self.score, 4),
            "killed": self.killed,
            "equivalent": self.equivalent,
            "refused": self.refused,
            "survived": [
                {key: value for key, value in asdict(mutant).items() if key != "submission"} for mutant in self.survived
            ],
            "faults": self.faults,
            "stale": self.stale,
        }


def to_json(audits: list[Audit]) -> str:
    """One audit as an object, several as a list of them."""
    told = [audited.told() for audited in audits]
    return json.dumps(told[0] if len(told) == 1 else told, indent=1, ensure_ascii=False) + "\n"


def audit(
    topic: Topic,
    *,
    part: str | None = None,
    most: int | None = None,
    jobs: int = 1,
    server: ForkServer | None = None,
    started: Callable[[int], None] = lambda count: None,
    progress: Callable[[], None] = lambda: None,
) -> Audit:
    """Grade every mutant of the reference by the hidden checks of the part it changes, up to the first that fails.

    Those that are reviewed as equivalent are graded too: a check that refuses one refuses a right answer. `started` is
    told how many mutants there are, `progress` is called after each.
    """
    files = Course.found().files(topic)
    known = equivalents.read(files.grader)
    every = mutants(topic, files, part, most)
    result = Audit(topic)
    if part is None and most is None:
        result.stale.extend(known.stale(every))
    by_name = {mutant.name: mutant for mutant in every}
    for mutant in every:
        reason = known.reason(mutant)
        if reason is not None:
            result.equivalent[mutant.name] = reason
    started(len(every))

    def done(report: Report) -> None:
        _judge(result, by_name[report.student], report)
        progress()

    submissions = [
        Submission(mutant.name, topic.name, Path(f"{mutant.name}.py"), mutant.submission.encode(), only=(mutant.part,))
        for mutant in every
    ]
    batch.grade(submissions, batch.Options(jobs, overlay=True, first_failure=True), done, server)
    result.survived.sort(key=lambda mutant: mutant.name)
    return result


def _judge(result: Audit, mutant: Mutant, report: Report) -> None:
    outcomes = {check.check: check.outcome for check in report.checks}
    faults = [name for name, outcome in outcomes.items() if outcome == "fault"]
    lost = [f"{name} ({outcome})" for name, outcome in outcomes.items() if outcome not in ("passed", "fault")]
    equivalent = mutant.name in result.equivalent
    if lost:
        (result.refused if equivalent else result.killed)[mutant.name] = ", ".join(lost)
    elif faults or not outcomes:
        result.faults.append(f"{mutant.name}: {', '.join(faults) or 'no check ran'}")
    elif not equivalent:
        result.survived.append(mutant)


def checks_of(topic: Topic, part: str) -> list[str]:
    """The hidden checks of a part: one of them should have caught its survivors."""
    return [name for owner, name, _, _ in listed_checks(topic) if topic.part(owner).id == part]
