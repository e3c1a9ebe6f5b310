"""The errors that `autograder` raises on purpose: the message says what was wrong, where, and what to do."""

from __future__ import annotations


class AutograderError(Exception):
    """Base of them all."""


class GraderError(AutograderError):
    """A grader file is wrong: its author must mend it."""


class WireError(AutograderError):
    """What came over the wire is malformed, oversized or out of turn."""


class WorkerError(AutograderError):
    """A worker ended or was ended; `outcome` is what that makes of the checks that needed it."""

    def __init__(self, outcome: str, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


class ServerError(AutograderError):
    """The fork server could not be started or reached: a fault of ours."""
