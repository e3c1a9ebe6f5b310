"""What each outcome of a check is called: a word for the instructor, a word and advice for the learner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from autograder.records import Outcome


@dataclass(frozen=True)
class Words:
    """The names of one outcome; its sign stands in the style sheet."""

    word: str
    to_learner: str
    advice: str


WORDS: dict[Outcome, Words] = {
    "passed": Words("passed", "passed", ""),
    "failed": Words("failed", "not yet", ""),
    "not_attempted": Words("not attempted", "not started", ""),
    "error": Words("error", "raised an error", "Run this part by itself and read the last line of the message."),
    "timeout": Words("timed out", "took too long", "Look for a loop that never ends, or work done twice."),
    "crashed": Words("crashed", "crashed", "The process ended or ran out of memory before it could answer."),
    "blocked": Words(
        "blocked", "blocked", "Grading allows no network, no other processes and no files outside its folder."
    ),
    "tampered": Words(
        "tampered",
        "not judged",
        "A function of a library was replaced while this ran, so the answer cannot be judged. "
        "Leave the libraries as they are.",
    ),
    "fault": Words("fault of the grader", "our mistake", "This check broke on our side. It costs no points."),
}

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
TO_LOOK_AT: tuple[Outcome, ...] = ("fault", "tampered", "blocked")
