"""Run the cells of a submission in one namespace, as a notebook does.

The learner's self-check and the sandboxed grading worker read and run a submission by this module alone, so that
both see the same. It imports neither TensorFlow nor IPython until a cell asks for them.
"""

from __future__ import annotations
import __future__

import ast
import asyncio
import inspect
import linecache
import os
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from types import CodeType, ModuleType
from typing import Any

from course import frames
from course.cells import Cell, UnreadableSubmission, read_cells
from course.shell import RUN_BODY, QuietShell, display

__all__ = ["Cell", "CellError", "Loaded", "UnreadableSubmission", "code_of", "loading", "read_cells", "run_cells"]

LEFT_OUT = frozenset({"demo", "check"})
"""Cells with one of these tags are never run."""

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_FUTURE_FLAGS = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]

loading: ContextVar[bool] = ContextVar("loading", default=False)
"""True while cells run here: `course.check` then does nothing."""


@dataclass(frozen=True)
class CellError:
    """What a cell raised: `traceback` shows the learner's own frames, one `where` line and one code line each.

    `number` is the cell's (0 for a cell that the course gives), `line` the line in the cell, in a script of the file.
    """

    number: int
    type: str
    message: str
    traceback: str
    line: int = 0
    code: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a submission defined, and the cells that raised."""

    namespace: ModuleType
    errors: list[CellError]


def code_of(cell: Cell) -> str:
    """Plain Python of a cell, line for line: IPython's magics, shell escapes and help become calls of its shell.

    The body of `%%time`, `%%timeit`, `%%capture` and `%%prun` stays; a cell with another cell magic is empty. Source
    that is not Python after that comes back as it is.
    """
    source = cell.source
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    while first < len(lines) and (magic := _CELL_MAGIC.match(lines[first])):
        if magic[1] not in RUN_BODY:
            return ""
        lines[first] = ""
        first += 1
        source = "\n".join(lines)
    if _parses(source):
        return source
    try:
        from IPython.core.inputtransformer2 import TransformerManager

        code = TransformerManager().transform_cell("\n".join(lines[first:]))
    except Exception:  # IPython's tokenizer gives up in many ways on text that is not Python: neither is it then
        return source
    return "\n" * first + str(code)


def _parses(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def run_cells(
    cells: Sequence[Cell],
    given: Sequence[Cell],
    module_name: str,
    *,
    filename: str,
    namespace: Mapping[str, Any] | None = None,
) -> Loaded:
    """Run a submission's cells in one new module, registered in `sys.modules` as `module_name`.

    `given` holds the course's own cells of the topic. Those not tagged `part`, `demo` or `check` run first. Then the
    submission's cells run in order, without those tagged `given`, `demo` or `check` and without copies of the
    course's. A given cell that the learner changed runs before the course's: an import that it adds stays, a helper
    that it changes is the course's again.

    A cell that raises, be it SystemExit, is recorded and the next one runs. `filename` (`fcn.ipynb`) is how errors
    call the file. Plots go to matplotlib's Agg, `get_ipython()` and `display` are harmless, warnings are silent, and
    `__name__` is `module_name`, so that `if __name__ == "__main__":` does nothing. Names in `namespace` are there
    before the first cell runs.
    """
    _use_agg()
    module = ModuleType(module_name)
    module.__dict__.update(namespace or {})
    sys.modules[module_name] = module
    runner = _Runner(module.__dict__)
    of_course = {cell.source.strip() for cell in given if "part" not in cell.tags}
    own = [cell for cell in cells if not cell.tags & LEFT_OUT and cell.source.strip() not in of_course]
    stem, _, suffix = filename.rpartition(".")
    is_script = suffix == "py"
    if is_script:
        module.__file__ = filename
    jobs = [runner.job(cell, filename, is_script) for cell in own if "given" in cell.tags]
    jobs += [
        runner.job(replace(cell, number=0, line=0), f"{stem} given cell {position}", False)
        for position, cell in enumerate(given, 1)
        if not cell.tags & (LEFT_OUT | {"part"})
    ]
    jobs += [runner.job(cell, filename, is_script) for cell in own if "given" not in cell.tags]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        token = loading.set(True)
        try:
            errors = [error for job in jobs if (error := runner.run(job))]
        finally:
            loading.reset(token)
    return Loaded(module, errors)


def _use_agg() -> None:
    os.environ["MPLBACKEND"] = "Agg"
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.use("Agg")


@dataclass(frozen=True)
class _Job:
    """One cell, ready to run: its plain Python and the name under which linecache knows it."""

    cell: Cell
    code: str
    filename: str


class _Runner:
    """Compiles and runs cells in one namespace, as a notebook does: `from __future__` imports last, `await` works."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        shell = QuietShell(namespace, lambda code: exec(compile(code, "<magic>", "exec", 0, True), namespace))
        namespace.update(get_ipython=lambda: shell, display=display)

    def job(self, cell: Cell, filename: str, is_script: bool) -> _Job:
        """Prepare a cell and register its text in linecache, where AutoGraph and `inspect` look for source."""
        whole_file = is_script or cell.number == 0
        name = f"<{filename}>" if whole_file else f"<{filename} cell {cell.number}>"
        code = code_of(cell)
        known = linecache.cache.get(name) if is_script else None
        lines = list(known[2]) if known and len(known) == 4 and cell.line else []
        lines += ["\n"] * (cell.line - len(lines))
        lines[cell.line :] = [f"{line}\n" for line in code.split("\n")]
        # No modification time: linecache.checkcache() then leaves the entry alone.
        linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
        return _Job(cell, code, name)

    def run(self, job: _Job) -> CellError | None:
        """Run one cell; what it raised, if it did."""
        try:
            code = self._compile(job)
            result = eval(code, self.namespace)
            if code.co_flags & inspect.CO_COROUTINE:
                asyncio.run(result)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too: they are the cell's, not ours
            return self._error(job, error)
        return None

    def _compile(self, job: _Job) -> CodeType:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(job.code, job.filename, "exec", self.flags | ast.PyCF_ONLY_AST, dont_inherit=True)
            ast.increment_lineno(tree, job.cell.line)
            code: CodeType = compile(tree, job.filename, "exec", self.flags, dont_inherit=True)
        self.flags |= sum(flag for flag in _FUTURE_FLAGS if code.co_flags & flag)
        return code

    def _error(self, job: _Job, error: BaseException) -> CellError:
        mine = frames.learner_frames(error, self.namespace)
        if isinstance(error, SyntaxError) and error.filename == job.filename:
            line = error.lineno if isinstance(error.lineno, int) else 1
            mine.append(
                frames.Frame(job.filename, line + job.cell.line, "", frames.line_of(job.filename, line + job.cell.line))
            )
        last = mine[-1] if mine else None
        return CellError(
            number=job.cell.number,
            type=frames.type_name(error),
            message=frames.message_of(error),
            traceback=frames.format_frames(mine),
            line=last.line if last else 0,
            code=last.code if last else "",
        )
