"""Solution scripts: read `solutions/NN_topic.py` into cells and refuse, with a clear message, what cannot be built."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from course.syllabus import Part, Topic

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TAGS = ("given", "part", "demo")
_MARKER = re.compile(r"(BEGIN|END) SOLUTION")
_OTHER_MARKERS = re.compile(r"(BEGIN|END) (HIDDEN TESTS|MARK SCHEME)")


class BuildError(AutograderError):
    """A solution script cannot be built: what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of a solution script; `kind` is text, given, part or demo, and a part cell knows its part."""

    kind: str
    source: str
    where: str
    part: Part | None = None


@dataclass(frozen=True)
class Region:
    """A solution region: its first and last line in the cell, from 1, markers included; is it inside a function?"""

    first: int
    last: int
    body: bool


def script_path(topic: Topic, root: Path) -> Path:
    """Where the solution script of a topic lies below the repository `root`."""
    return root / "solutions" / f"{topic.folder}.py"


def read_lesson(topic: Topic, root: Path) -> list[Cell]:
    """The cells of a topic's solution script, checked against the syllabus; `BuildError` where they do not fit."""
    path = script_path(topic, root)
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        raise BuildError(f"{name}: there is no such file. Write the solution script of topic {topic.name} first.")
    cells = list(_cells(topic, name, path.read_text(encoding="utf-8")))
    _check_lesson(topic, name, cells)
    return cells


def solution_regions(source: str, where: str) -> list[Region]:
    """The solution regions of a part cell, in order; `BuildError` when markers do not pair or the cell is not Python.

    A region inside a function is a body and becomes a stub; one elsewhere is the reference's private helper.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise BuildError(f"{where}: the cell is not Python: {error.msg} (line {error.lineno} of the cell).") from error
    functions = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return [
        Region(first, last, any(start < first <= end for start, end in functions))
        for first, last in _pairs(source, where)
    ]


def _pairs(source: str, where: str) -> Iterator[tuple[int, int]]:
    begun: int | None = None
    for number, line in enumerate(source.split("\n"), start=1):
        if not _MARKER.search(line):
            continue
        marker = line.strip()
        if marker not in (BEGIN, END):
            raise BuildError(f"{where}: {marker!r} is no solution marker. Write {BEGIN!r} or {END!r} alone on a line.")
        if (marker == BEGIN) == (begun is not None):
            what = "begins inside another" if marker == BEGIN else "ends before it begins"
            raise BuildError(
                f"{where}: a solution {what} (line {number} of the cell). Pair each {BEGIN} with one {END}."
            )
        if begun is None:
            begun = number
        else:
            yield begun, number
            begun = None
    if begun is not None:
        raise BuildError(f"{where}: the solution that begins on line {begun} of the cell has no end. Add {END!r}.")


def _cells(topic: Topic, name: str, text: str) -> Iterator[Cell]:
    import jupytext

    notebook = jupytext.reads(text, fmt="py:percent")
    markers = [number for number, line in enumerate(text.split("\n"), start=1) if line.startswith("# %%")]
    lines = [1] * (len(notebook.cells) - len(markers)) + markers
    for index, (cell, line) in enumerate(zip(notebook.cells, lines, strict=False), start=1):
        where = f"{name}:{line} (cell {index})"
        if cell.cell_type == "raw":
            raise BuildError(f"{where}: a raw cell or YAML header has no place in a lesson. Remove it.")
        kind = "text" if cell.cell_type == "markdown" else _tag(cell.metadata.get("tags", []), where)
        _check_markers(kind, cell.source, where)
        yield Cell(kind, cell.source, where, _part(topic, cell.source, where) if kind == "part" else None)


def _tag(tags: list[str], where: str) -> str:
    known = ", ".join(f'tags=["{tag}"]' for tag in TAGS)
    if tags == ["check"]:
        raise BuildError(f"{where}: check cells are written by the build. Remove this cell.")
    if len(tags) != 1 or tags[0] not in TAGS:
        found = f"has the tags {tags}" if tags else "has no tag"
        raise BuildError(f"{where}: this code cell {found}. Give it exactly one: `# %% ` and one of {known}.")
    return tags[0]


def _check_markers(kind: str, source: str, where: str) -> None:
    if kind != "part" and _MARKER.search(source):
        raise BuildError(
            f"{where}: a solution marker outside of a part cell. Tag the cell as part, or remove the marker."
        )
    if _OTHER_MARKERS.search(source):
        raise BuildError(
            f"{where}: hidden tests and mark schemes live in autograder/graders, not in lessons. Remove them."
        )


def _part(topic: Topic, source: str, where: str) -> Part:
    """The part that a cell defines: it defines that part alone, and the bodies of all its names are marked."""
    regions = solution_regions(source, where)
    if not regions:
        raise BuildError(f"{where}: no solution is marked. Put {BEGIN!r} and {END!r} around each reference body.")
    spans = {
        node.name: (node.lineno, node.end_lineno or node.lineno)
        for node in ast.parse(source).body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and not any(region.first <= node.lineno <= region.last for region in regions)
    }
    part = next((part for part in topic.parts if set(part.names) & set(spans)), None)
    if part is None:
        raise BuildError(
            f"{where}: the cell defines {_listing(spans)}, none of them a name of {topic.name} in the syllabus "
            f"({_listing(topic.names)}). Use the names of the syllabus, outside of the solution markers."
        )
    if set(spans) != set(part.names):
        missing, more = set(part.names) - set(spans), set(spans) - set(part.names)
        wrong = [f"{_listing(missing)} is missing"] * bool(missing) + [f"{_listing(more)} is too much"] * bool(more)
        raise BuildError(
            f"{where}: a part cell defines exactly the names of its part ({part.title}): {' and '.join(wrong)}. "
            "Private helpers of the reference go inside the solution markers, shared ones into a given cell."
        )
    for name, (first, last) in spans.items():
        if not any(region.body and first < region.first <= last for region in regions):
            raise BuildError(
                f"{where}: no function body of {name} is marked. Put {BEGIN!r} and {END!r} around it, indented alike."
            )
    return part


def _check_lesson(topic: Topic, name: str, cells: list[Cell]) -> None:
    if not cells or cells[0].kind != "text" or not cells[0].source.startswith("# "):
        raise BuildError(f"{name}: a lesson begins with a markdown cell whose first line is its title, `# # 16 · …`.")
    seen: dict[str, str] = {}
    imports_check = False
    for position, cell in enumerate(cells):
        if cell.kind == "given":
            imports_check = imports_check or bool(re.search(r"^from course import .*\bcheck\b", cell.source, re.M))
        if cell.part is None:
            continue
        if not imports_check:
            raise BuildError(
                f"{cell.where}: no given cell above says `from course import check`. End the first one with it."
            )
        if cell.part.id in seen:
            raise BuildError(
                f"{cell.where}: {cell.part.title} is already defined at {seen[cell.part.id]}. Keep one of them."
            )
        seen[cell.part.id] = cell.where
        heading_of(cells, position)
    missing = [part.title for part in topic.parts if part.id not in seen]
    if missing:
        raise BuildError(
            f"{name}: no part cell for {_listing(missing)}. The syllabus lists it: write it, or mend the syllabus."
        )


def heading_of(cells: list[Cell], position: int) -> int:
    """Index of the markdown cell that heads the part cell at `position`: it names the part, or is the nearest `## `."""
    part = cells[position].part
    headings: list[int] = []
    for index in range(position - 1, -1, -1):
        if cells[index].kind == "part":
            break
        if cells[index].kind == "text" and cells[index].source.startswith("## "):
            headings.append(index)
    if part is None or not headings:
        raise BuildError(
            f"{cells[position].where}: no heading above this part. Begin a markdown cell with `# ## \\`name\\``."
        )
    named = [index for index in headings if any(name in cells[index].source.split("\n")[0] for name in part.names)]
    return (named or headings)[0]


def _listing(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
