"""The learner's namespace as public checks see it, live from a notebook or loaded from a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course import places
from course.cells import Cell, read_cells
from course.reading import CellError, run_cells
from course.syllabus import CourseError, topic


class NotDefined(AttributeError):
    """The submission has no such name; `cause` is the error of the cell that would have defined it."""

    def __init__(self, name: str, source: str, cause: CellError | None = None) -> None:
        self.wanted, self.source, self.cause = name, source, cause
        super().__init__(f"`{name}` is not defined in {source} yet.")

    def facts(self) -> dict[str, str]:
        """Fields of the result of a check that needed the name."""
        from course.keras_hints import hint_for

        if self.cause is None:
            return {"outcome": "not_attempted", "message": str(self)}
        return {
            "outcome": "error",
            "message": f"`{self.wanted}` is not defined, since its cell stopped. {said(self.cause)}",
            "where": place(self.cause),
            "code": self.cause.code,
            "hint": hint_for(self.cause.type, self.cause.message) or "",
        }


class Learner:
    """Attributes are the names of `namespace`; one that is missing raises `NotDefined`.

    `source` is how messages call the submission ("this notebook", "fcn.ipynb"); `notes` has one line for each cell
    that stopped with an error.
    """

    def __init__(
        self,
        namespace: dict[str, Any],
        source: str,
        *,
        note: str = "",
        cells: Sequence[Cell] = (),
        errors: Sequence[CellError] = (),
    ) -> None:
        self.namespace = namespace
        self.source = source
        self.note = note
        self._cells = cells
        self._errors = errors

    def __getattr__(self, name: str) -> Any:
        try:
            return self.namespace[name]
        except KeyError:
            raise NotDefined(name, self.source, self._cause(name)) from None

    @property
    def notes(self) -> list[str]:
        """One line for each cell that stopped, stubs apart."""
        return [
            f"{place(error) or 'A cell'} stopped: {said(error)}"
            for error in self._errors
            if error.type != "NotImplementedError"
        ]

    def _cause(self, name: str) -> CellError | None:
        defines = re.compile(
            rf"^\s*(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b|^{re.escape(name)}\s*=", re.MULTILINE
        )
        numbers = {cell.number for cell in self._cells if defines.search(cell.source)}
        return next((error for error in self._errors if error.number in numbers), None)


def said(error: CellError) -> str:
    """`NameError: name 'x' is not defined`."""
    return f"{error.type}: {error.message}" if error.message else error.type


def place(error: CellError) -> str:
    """Where a cell stopped: `fcn.ipynb cell 7, line 3`."""
    lines = [line for line in error.traceback.split("\n") if line and not line.startswith(" ")]
    return lines[-1] if lines else ""


def load(path: Path, topic_name: str, note: str = "") -> Learner:
    """Run the cells of a learner's file, with the course's given cells, in a new namespace.

    Raises `UnreadableSubmission` or `NotFound`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise places.NotFound(f"{path} cannot be read: {error.strerror}.") from error
    cells = read_cells(data, path.suffix)
    try:
        given = places.course_cells(topic(topic_name))
    except CourseError:  # a topic of the learner's own, or a damaged copy: then the file's own given cells run
        given = []
    loaded = run_cells(cells, given, f"learner_{topic_name}", filename=path.name)
    return Learner(vars(loaded.namespace), path.name, note=note, cells=cells, errors=loaded.errors)
