"""What nbgrader does between a source notebook and the learner's: its own preprocessors, in its own order."""

from __future__ import annotations

import re
from typing import Any

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ComputeChecksums,
    LockCells,
)
from nbgrader.preprocessors import ClearSolutions as NbgraderClearSolutions
from traitlets import Dict

from autograder.lesson import BuildError, solution_regions

STUB = "raise NotImplementedError"


class ClearSolutions(NbgraderClearSolutions):  # type: ignore[misc]
    """nbgrader's ClearSolutions with our stub; a region outside of any function (a private helper) leaves nothing."""

    code_stub = Dict({"python": STUB}).tag(config=True)

    def _replace_solution_region(self, cell: Any, language: str) -> bool:
        removed = cell.cell_type == "code" and self._remove_helpers(cell)
        return bool(super()._replace_solution_region(cell, language)) or removed

    def _remove_helpers(self, cell: Any) -> bool:
        try:
            helpers = [region for region in solution_regions(cell.source, "cell") if not region.body]
        except BuildError:
            return False  # an instructor's own notebook, with markers in other places: nbgrader's rules alone hold
        lines = cell.source.split("\n")
        for region in reversed(helpers):
            del lines[region.first - 1 : region.last]
        if helpers:
            source = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")
            cell.source = re.sub(r"\n{3}(?=[ ])", "\n\n", source)
        return bool(helpers)


# nbgrader.converters.GenerateAssignment's list, without what needs a database or runs code (SaveCells,
# InstantiateTests) and without IncludeHeaderFooter, which this course does not use.
PREPROCESSORS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def release(notebook: Any) -> Any:
    """The learner's version of a source notebook, changed in place: stubs, locked cells, checksums, no outputs."""
    resources: dict[str, Any] = {}
    for preprocessor in PREPROCESSORS:
        notebook, resources = preprocessor().preprocess(notebook, resources)
    return notebook
