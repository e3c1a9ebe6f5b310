"""Seconds that a submission of each topic takes, as the last batch saw them: what takes long is begun first.

Towards the end of a batch every job but one waits for the last submission; that should be a short one.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field

from autograder.errors import AutograderError
from autograder.records import Report, write_atomically
from autograder.references import cache_folder

NAME = "seconds.json"
UNKNOWN = 1.0


@dataclass
class Costs:
    """What is known of earlier batches, and what this one adds; it orders the work and decides nothing else."""

    known: dict[str, float]
    _seen: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def kept(cls) -> Costs:
        """Those that the last batches of this user have left; none where the file is missing or damaged."""
        try:
            told = json.loads((cache_folder() / NAME).read_bytes())
            return cls({str(topic): float(seconds) for topic, seconds in told.items()})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls({})

    def of(self, topic: str) -> float:
        """Seconds of one submission; those of a usual one for a topic that was never graded."""
        usual = sum(self.known.values()) / len(self.known) if self.known else UNKNOWN
        return self.known.get(topic, usual)

    def learn(self, report: Report) -> None:
        """Take note of what a submission took."""
        self._seen.setdefault(report.topic, []).append(report.seconds)

    def keep(self) -> None:
        """Leave it to the next batch; where the disk refuses, that one begins with what it finds."""
        means = {topic: round(sum(seconds) / len(seconds), 3) for topic, seconds in self._seen.items()}
        if means:
            with contextlib.suppress(OSError, AutograderError):
                told = json.dumps(self.known | means, indent=1, sort_keys=True)
                write_atomically(cache_folder() / NAME, told.encode())
