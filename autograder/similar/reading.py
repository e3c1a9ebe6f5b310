"""The code of submissions, for reading side by side: parsed and tokenized in a sandboxed worker, never run.

The same reader, limits and worker as for grading; no learner's code is loaded there, so that one worker reads them all.
What comes back is text without control characters, and copydetect's tokens of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.client import Failure, ForkServer, WorkerHandle
from autograder.errors import AutograderError
from autograder.grading import UNREADABLE, Submission
from autograder.observing import ObservationSpec
from autograder.sandbox import Policy
from autograder.sandbox.policy import Isolation
from autograder.text import LINE_LIMIT, clean

SECONDS = 60.0  # for one submission; the first also waits for copydetect's imports
MAX_CODE = 100_000  # characters of code in one submission, several times the longest reference
MAX_TEXT = 2 * MAX_CODE  # as above with its invisible characters written out
MAX_INDENT = 80


@dataclass(frozen=True)
class Tokens:
    """copydetect's view of a text: `code` has names, strings and layout reduced; `places` (n x 2) lead back to the text.

    A row of `places` holds an index into `code` and the characters that were removed before it.
    """

    code: str
    places: npt.NDArray[np.int64]

    def origin(self) -> npt.NDArray[np.int64]:
        """For each character of `code` its index in the text; within a token of a class's name about that."""
        numbers = np.arange(len(self.code))
        if not len(self.places):
            return numbers
        removed = np.maximum.accumulate(self.places[:, 1])
        return numbers + removed[np.minimum(np.searchsorted(self.places[:, 0], numbers), len(removed) - 1)]


def tokenized(text: str) -> Tokens:
    """The tokens of a text that is ours; a learner's goes through `Reader`."""
    code, places = copydetect().utils.filter_code(text, "", "python")
    return Tokens(code, np.asarray(places, np.int64).reshape(-1, 2))


def copydetect() -> Any:
    """The library; `AutograderError` where the extra is not installed."""
    try:
        import copydetect as library
        import copydetect.utils
    except ImportError as error:
        raise AutograderError(
            "autograder similar needs copydetect, which is not installed: pip install 'tf-exercises[similar]'"
        ) from error
    return library


class Reader:
    """Reads submissions, one after the other, in one sandboxed worker; a new one when a submission ended it."""

    def __init__(self, server: ForkServer, isolation: Isolation = "full") -> None:
        self.server = server
        self.policy = Policy(isolation=isolation)
        self._worker: WorkerHandle | None = None
        self._cells = ObservationSpec("cells", _cells, ("source", "suffix", "most"))
        self._tokens = ObservationSpec("tokens", _tokens, ("text",))

    def read(self, submission: Submission, given: frozenset[str]) -> tuple[str, Tokens]:
        """The text of a submission's own cells (those whose text is in `given` are left out), and its tokens.

        Raises `AutograderError` with a sentence for the instructor when it cannot be read.
        """
        inputs = {"source": submission.data, "suffix": submission.suffix, "most": MAX_CODE}
        cells = self._ask(self._cells, inputs)
        if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
            raise AutograderError("its cells could not be read")
        text = "\n\n".join(_shown(cell) for cell in cells if cell.strip() and cell.strip() not in given)
        if len(text) > MAX_TEXT:
            raise AutograderError("most of its code is invisible characters: have a look at the file itself")
        answer = self._ask(self._tokens, {"text": text})
        if not _is_tokens(answer, len(text)):
            raise AutograderError("its code could not be taken apart into tokens")
        return text, Tokens(*answer)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.end()

    def _ask(self, spec: ObservationSpec, inputs: dict[str, Any]) -> Any:
        if self._worker is None or self._worker.ending is not None:
            self._worker = self.server.spawn(self.policy)
        request = {
            "do": "observe",
            "source": spec.source,
            "function": spec.blob,
            "inputs": inputs,
            "graphs": None,
            "seed": 0,
        }
        try:
            return self._worker.ask(request, SECONDS)["value"]
        except Failure as failure:
            kind, _, sentence = failure.message.partition(": ")
            raise AutograderError(sentence if kind == UNREADABLE else failure.message) from None


def _shown(cell: str) -> str:
    """A cell with its layout, line by line in the one form that learners' strings have here."""
    lines = cell.strip("\n").expandtabs(4).split("\n")
    indents = (min(len(line) - len(line.lstrip(" ")), MAX_INDENT) for line in lines)
    return "\n".join(" " * indent + clean(line, 2 * LINE_LIMIT) for indent, line in zip(indents, lines, strict=True))


def _is_tokens(answer: Any, longest: int) -> bool:
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        return False
    code, places = answer
    return (
        isinstance(code, str)
        and len(code) <= longest + 1
        and isinstance(places, np.ndarray)
        and places.dtype == np.int64
        and places.ndim == 2
        and places.shape[1] == 2
    )


def _cells(_learner: Any, source: bytes, suffix: str, most: int) -> list[str]:
    """In the worker: the cells that a grade depends on."""
    from course.cells import UnreadableSubmission, read_cells
    from course.reading import LEFT_OUT

    cells = [cell.source for cell in read_cells(source, suffix) if not cell.tags & LEFT_OUT]
    length = sum(map(len, cells))
    if length > most:
        raise UnreadableSubmission(f"it holds {length:,} characters of code, more than the {most:,} that are compared")
    return cells


def _tokens(_learner: Any, text: str) -> tuple[str, Any]:
    """In the worker: copydetect's tokens of a text, and where they were."""
    import numpy
    from copydetect.utils import filter_code

    code, places = filter_code(text, "", "python")
    return code, numpy.asarray(places, numpy.int64).reshape(-1, 2)
