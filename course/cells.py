"""The code cells of a submission: a notebook (nbformat 4) or a percent script, from bytes that nobody vouches for."""

from __future__ import annotations

import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course import percent
from course.syllabus import CourseError

MAX_BYTES = 10_000_000
MAX_CELLS = 2_000

# fmt: off
_ENCODINGS = {
    "utf-8", "utf-8-sig", "ascii", "us-ascii", "iso-8859-1", "iso-8859-15", "latin-1", "cp1250", "cp1251",
    "cp1252", "windows-1251", "windows-1252", "gbk", "gb2312", "gb18030", "big5", "cp936", "cp950", "euc-jp",
    "euc-kr", "shift-jis", "cp932", "cp949", "koi8-r",
}
# fmt: on
_CHECK_CALL = re.compile(r"""\s*(?:course\.)?check\(\s*["'][^"'\n]*["']\s*(?:,\s*["'][^"'\n]*["']\s*)?,?\s*\);?\s*""")


class UnreadableSubmission(CourseError):
    """The file is no notebook or script of ours; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Cell:
    """One code cell. `number` counts the code cells of the file from 1.

    `line` is the number of lines before the cell in a script (0 for notebooks), so that errors name lines of the file.
    """

    source: str
    tags: frozenset[str]
    number: int
    id: str | None
    line: int = 0


def read_cells(data: bytes, suffix: str) -> list[Cell]:
    """The code cells of a notebook (`suffix` `.ipynb`) or of a percent script (`.py`).

    Raises `UnreadableSubmission`, and nothing else, for anything that is not one.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableSubmission(
            f"the file has {len(data) / 1e6:.0f} MB, more than {MAX_BYTES // 1_000_000}: "
            "clear the outputs (in Jupyter: Kernel, Restart Kernel and Clear Outputs) and save it again."
        )
    readers = {".ipynb": _read_notebook, ".py": _read_script}
    suffix = suffix.lower()
    if suffix not in readers:
        raise UnreadableSubmission(f"a submission ends in .ipynb or .py, not in {suffix!r}: save it as one of the two.")
    cells = readers[suffix](data)
    if len(cells) > MAX_CELLS:
        raise UnreadableSubmission(f"the file has {len(cells):,} code cells, more than {MAX_CELLS:,}: delete some.")
    for cell in cells:
        if "\0" in cell.source or not _encodable(cell.source):
            raise UnreadableSubmission(
                f"code cell {cell.number} holds characters that no text can hold (null bytes or half of a pair): "
                "type the cell again."
            )
    return cells


def _read_notebook(data: bytes) -> list[Cell]:
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSubmission(
            "the notebook is not valid JSON: it was cut off or is another kind of file; save it again in Jupyter."
        ) from error
    if not isinstance(notebook, dict):
        raise UnreadableSubmission("the file is JSON but no notebook: save it again in Jupyter.")
    version = notebook.get("nbformat")
    if isinstance(version, bool) or not isinstance(version, int):
        raise UnreadableSubmission("the file is JSON but no notebook (it has no nbformat): save it again in Jupyter.")
    if version != 4:
        age = "an old" if version < 4 else "an unknown"
        shown = version if abs(version) < 1000 else "?"
        raise UnreadableSubmission(
            f"the notebook is in {age} format (nbformat {shown}, not 4): open it in Jupyter and re-save it."
        )
    _require_python(notebook.get("metadata"))
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise UnreadableSubmission("the notebook has no list of cells: save it again in Jupyter.")
    return list(_code_cells(cells))


def _code_cells(cells: list[Any]) -> Iterator[Cell]:
    number = 0
    for position, cell in enumerate(cells, 1):
        source = cell.get("source", "") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str) or not isinstance(cell.get("cell_type"), str):
            raise UnreadableSubmission(f"cell {position} of the notebook is malformed: save it again in Jupyter.")
        if cell["cell_type"] != "code":
            continue
        number += 1
        metadata = _table(cell.get("metadata"))
        nbgrader = _table(metadata.get("nbgrader"))
        tags = metadata.get("tags")
        grade_id = nbgrader.get("grade_id")
        source = _newlines(source)
        yield Cell(
            source=source,
            tags=_with_check(source, frozenset(tag for tag in tags if isinstance(tag, str)))
            if isinstance(tags, list)
            else _with_check(source, frozenset()),
            number=number,
            id=grade_id if isinstance(grade_id, str) else None,
        )


def _read_script(data: bytes) -> list[Cell]:
    blocks = percent.split(_newlines(_decode(data)))
    code = [block for block in blocks if block.is_code and (block.source.strip() or len(blocks) == 1)]
    return [
        Cell(block.source, _with_check(block.source, block.tags), number, block.id, block.line)
        for number, block in enumerate(code, 1)
    ]


def _decode(data: bytes) -> str:
    """Text of a script: UTF-8 (with or without a byte order mark) or the encoding that its first two lines name."""
    try:
        encoding, _ = tokenize.detect_encoding(iter([*data.splitlines(keepends=True)[:2], b""]).__next__)
    except SyntaxError:
        encoding = "unknown"
    try:
        if encoding.lower().replace("_", "-") in _ENCODINGS:
            return data.decode(encoding)
    except ValueError:
        encoding = "broken"
    raise UnreadableSubmission("the script is not text in UTF-8 (nor in the encoding it names): save it as UTF-8.")


def _require_python(metadata: object) -> None:
    """Refuse a notebook whose metadata name another language; one that names none is taken for Python."""
    table = _table(metadata)
    named = (_table(table.get("language_info")).get("name"), _table(table.get("kernelspec")).get("language"))
    for language in named:
        if isinstance(language, str) and language and not re.match(r"i?python", language, re.IGNORECASE):
            raise UnreadableSubmission(
                f"the notebook's kernel runs {language[:40]!a}, not Python: choose a Python kernel and save it again."
            )


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _with_check(source: str, tags: frozenset[str]) -> frozenset[str]:
    """The tags, with `check` for a cell that is nothing but a call of `check`, whatever became of its metadata."""
    return tags | {"check"} if _CHECK_CALL.fullmatch(source) else tags
