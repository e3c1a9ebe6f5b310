"""Bring together checks that stopped for one reason, so that it is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.records import CheckResult, Outcome, Report

SHARED: tuple[Outcome, ...] = ("not_attempted", "error", "timeout", "crashed", "blocked", "tampered", "fault")


@dataclass(frozen=True)
class Finding:
    """One outcome and message with the checks it befell; a failed check always stands alone."""

    outcome: Outcome
    message: str
    checks: list[CheckResult]

    @property
    def hint(self) -> str:
        """The hint of the one check; where several stopped together, their hints are about something else."""
        return self.checks[0].hint if len(self.checks) == 1 and self.outcome not in ("passed", "fault") else ""

    @property
    def points(self) -> float:
        """What the checks are worth together."""
        return sum(check.points for check in self.checks)


def findings(checks: Iterable[CheckResult]) -> list[Finding]:
    """The checks in their order; those that one exception, time-out or death took with it are one finding."""
    found: list[Finding] = []
    shared: dict[tuple[Outcome, str], Finding] = {}
    for check in checks:
        key = (check.outcome, check.message)
        if key in shared:
            shared[key].checks.append(check)
            continue
        found.append(Finding(check.outcome, check.message, [check]))
        if check.outcome in SHARED:
            shared[key] = found[-1]
    return found


def stopped_as_a_whole(report: Report) -> Finding | None:
    """The one reason for which nothing of a submission could be judged: it cannot be read, say; None otherwise."""
    found = findings(report.checks)
    alone = found[0] if len(found) == 1 else None
    if alone is None or alone.outcome in ("passed", "failed", "not_attempted") or len(alone.checks) == 1:
        return None
    return alone
