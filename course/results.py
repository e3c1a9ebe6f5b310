"""What the public checks found: one `Result` per check, one `CheckRun` per call; the renderers only read these."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from course import frames
from course.keras_hints import hint_for
from course.learner import Learner, NotDefined
from course.public import CheckFailed, Picture
from course.syllabus import Part, Topic

_LONG = 240  # characters of an error message that has a hint beside it

Outcome = Literal["passed", "failed", "error", "not_attempted"]


@dataclass(frozen=True)
class Result:
    """One check. Texts are plain and of bounded length; `""` where there is nothing to say."""

    part: str
    name: str
    title: str
    outcome: Outcome
    message: str = ""
    call: str = ""
    got: str = ""
    expected: str = ""
    where: str = ""
    code: str = ""
    hint: str = ""
    printed: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class CheckRun:
    """The checks of a topic, or of its part `only`.

    `source` says what was checked, `notes` which cells stopped on loading.
    """

    topic: Topic
    only: Part | None
    results: tuple[Result, ...]
    source: str
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    finished: frozenset[str] = field(default_factory=frozenset)
    """Ids of parts that passed when they were last checked."""
    hinted: frozenset[str] = field(default_factory=frozenset)
    """Ids of parts for which `course hint` has something to say."""

    @property
    def passed(self) -> bool:
        """Whether there were checks and all passed."""
        return bool(self.results) and all(result.outcome == "passed" for result in self.results)

    @property
    def untouched(self) -> bool:
        """Whether nothing is attempted yet."""
        return all(result.outcome == "not_attempted" for result in self.results)

    def parts(self) -> list[tuple[Part, list[Result]]]:
        """Results by part, in the order of the syllabus."""
        grouped = [(part, self.of(part)) for part in self.topic.parts]
        return [(part, results) for part, results in grouped if results]

    def of(self, part: Part) -> list[Result]:
        """Results of one part."""
        return [result for result in self.results if result.part in part.names]

    def next_step(self) -> str:
        """One or two sentences: what to do now. Names are in backquotes."""
        if not self.results:
            return "There are no public checks here."
        if self.untouched:
            return self._start()
        if not self.passed:
            return self._repair()
        if self.only is None:
            return f"All of {self.topic.name} passes. Grading looks closer: read the contracts once more."
        later = [part for part in self.topic.parts if part.id not in self.finished | {self.only.id}]
        if not later:
            return f"This was the last part: all of {self.topic.name} passes."
        after = [part for part in later if self.topic.parts.index(part) > self.topic.parts.index(self.only)]
        return f"Done. Next: {describe(([*after, *later])[0])}."

    def _start(self) -> str:
        part = self.only or self.topic.parts[0]
        if self.only:
            return f"Not attempted yet: {describe(part)}. Write its cell, run it, and check again."
        return f"Nothing is attempted yet. Start with {describe(part)}."

    def _repair(self) -> str:
        for part, results in self.parts():
            wrong = sum(result.outcome in ("failed", "error") for result in results)
            if wrong:
                count = f"{wrong} of {len(results)} checks {'fails' if wrong == 1 else 'fail'}"
                nudge = f" For a nudge: `course hint {self.topic.name} {part.id}`." if part.id in self.hinted else ""
                return f"Next: `{part.title}`, where {count}.{nudge}"
        open_parts = [part for part, results in self.parts() if any(item.outcome != "passed" for item in results)]
        return f"Next: {describe(open_parts[0])}."

    def _repr_html_(self) -> str:
        from course.table import page

        return page(self)

    def __repr__(self) -> str:
        from course.terminal import plain

        return plain(self)


def describe(part: Part) -> str:
    """`` `fcn32s / fcn16s` (●●●○○, about 25 minutes) ``."""
    return f"`{part.title}` ({dots(part.difficulty)}, about {part.minutes} minutes)"


def dots(difficulty: int) -> str:
    """Difficulty 1 to 5 as dots."""
    return "●" * difficulty + "○" * (5 - difficulty)


def judge(
    error: BaseException | None,
    learner: Learner | None,
    *,
    part: str,
    name: str,
    title: str,
    printed: str = "",
    pictures: Sequence[Picture] = (),
) -> Result:
    """The result of one check: `error` is what it raised, None where it passed."""
    if error is None:
        return Result(part, name, title, "passed", pictures=tuple(pictures))
    facts = _facts(error, learner)
    outcome: Outcome = facts.pop("outcome")  # type: ignore[assignment]
    return Result(part, name, title, outcome, printed=printed[-2_000:].strip(), pictures=tuple(pictures), **facts)


def _facts(error: BaseException, learner: Learner | None) -> dict[str, str]:
    if isinstance(error, CheckFailed):
        return {
            "outcome": "failed",
            "message": error.message,
            "call": error.call,
            "got": error.got,
            "expected": error.expected,
        }
    if isinstance(error, NotDefined):
        return error.facts()
    if hasattr(error, "pytrace"):  # pytest.fail
        return {"outcome": "failed", "message": frames.message_of(error)}
    namespace = learner.namespace if learner is not None else {}
    if frames.is_stub(error, namespace):
        return {"outcome": "not_attempted", "message": "Not attempted yet."}
    kind, message = frames.type_name(error), frames.message_of(error)
    own = frames.learner_frames(error, namespace)
    hint = hint_for(kind, message) or ""
    if hint:
        message = _first_sentences(message)
    if own:
        said = {"where": own[-1].where, "code": own[-1].code}
    elif isinstance(error, AssertionError):
        return {"outcome": "failed", "message": message or "The check does not hold."}
    else:
        said = {"call": _line_of_check(error)}
        hint = hint or ("Did your function return None? Then a `return` is missing." if "NoneType" in message else "")
    return {"outcome": "error", "message": f"{kind}: {message}" if message else kind, "hint": hint, **said}


def _first_sentences(text: str) -> str:
    line = text.split("\n")[0]
    if len(line) <= _LONG:
        return line
    end = line.rfind(". ", 0, _LONG)
    return line[: end + 1] if end > 0 else line[:_LONG] + "…"


def _line_of_check(error: BaseException) -> str:
    """The line of the check that could go no further with what came back: the last one of a `test_….py`."""
    lines = [
        frames.line_of(frame.f_code.co_filename, number)
        for frame, number in frames.walk(error.__traceback__)
        if os.path.basename(frame.f_code.co_filename).startswith("test_")
    ]
    return lines[-1].replace("learner.", "") if lines else ""
