"""Hostile files, folders and names: what reaches the grader before any code of theirs runs, and its reports after it.

Each function makes one student's submission below a folder; its docstring says what to expect, as that of an attack.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WRONG = "def total(values):\n    return 0.0\n"
MARKUP = "<script>alert('attack-was-here')</script><img src=x onerror=alert(1)>[bold red]x[/]\x1b]0;attack\x07\x1b[2J\x9b31m"
FORMULA = "=HYPERLINK('http://evil.example','attack-was-here')"


@dataclass(frozen=True)
class Poison:
    """One way to poison the input."""

    name: str
    tries: str
    outcomes: tuple[str, ...]
    words: tuple[str, ...]
    make: Callable[[Path], None]


def poisons() -> list[Poison]:
    """All of them; ValueError for one that does not say what to expect."""
    made = []
    for name, make in globals().items():
        if not name.startswith("poison_"):
            continue
        text = inspect.getdoc(make) or ""
        expected = re.search(r"^Expect: (.+?): (.+)$", text, flags=re.M)
        if expected is None:
            raise ValueError(f"{name} does not say what to expect")
        outcomes, words = (tuple(part.split("|")) for part in expected.groups())
        made.append(Poison(name, text.splitlines()[0], outcomes, words, make))
    return made


def notebook(*cells: dict[str, Any], **metadata: Any) -> str:
    """A notebook's text."""
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {**kernel, **metadata}, "cells": list(cells)})


def cell(source: str, number: object = 0, **more: Any) -> dict[str, Any]:
    """A code cell."""
    return {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source, "outputs": [], **more}


def student(room: Path, name: str) -> Path:
    """The folder of a student."""
    folder = room / name
    folder.mkdir(parents=True)
    return folder


def poison_not_json(room: Path) -> None:
    """A notebook that is not JSON.

    Expect: error: JSON
    """
    (student(room, "not_json") / "mini.ipynb").write_text("{ cut off")


def poison_huge(room: Path) -> None:
    """A notebook of 200 MB.

    Expect: not graded: 200 MB
    """
    with (student(room, "huge") / "mini.ipynb").open("wb") as file:
        file.truncate(200_000_000)


def poison_many_cells(room: Path) -> None:
    """A notebook of 100,000 cells.

    Expect: error: 100,000 code cells
    """
    one = json.dumps({"cell_type": "code", "metadata": {}, "source": "", "outputs": []})
    text = notebook().replace('"cells": []', '"cells": [' + ",".join([one] * 100_000) + "]")
    (student(room, "many_cells") / "mini.ipynb").write_text(text)


def poison_other_language(room: Path) -> None:
    """A notebook with a kernel of another language.

    Expect: error: Python
    """
    text = notebook(cell("total <- function(x) 0"), kernelspec={"name": "ir", "language": "R", "display_name": "R"})
    (student(room, "other_language") / "mini.ipynb").write_text(text)


def poison_duplicate_ids(room: Path) -> None:
    """Cells with the same id, and cells without one.

    Expect: failed: the total is wrong
    """
    cells = [cell("x = 1", 1), cell(WRONG, 1), {**cell("y = 2"), "id": None}, {"cell_type": "code", "source": "z = 3"}]
    (student(room, "duplicate_ids") / "mini.ipynb").write_text(notebook(*cells))


def poison_unfolding_header(room: Path) -> None:
    """A script with a YAML header of a few lines that unfolds to billions of words.

    Expect: failed|error: the total is wrong|header
    """
    lines = ["# ---", "# a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"# a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (student(room, "unfolding_header") / "mini.py").write_text("\n".join([*lines, "# ---", "", "# %%", WRONG]))


def poison_symbolic_link(room: Path) -> None:
    """A symbolic link to a secret in place of the file.

    Expect: not graded: symbolic link
    """
    (student(room, "symbolic_link") / "mini.ipynb").symlink_to("/etc/passwd")


def poison_linked_folder(room: Path) -> None:
    """A symbolic link to a folder in place of a student's.

    Expect: nothing: is left out
    """
    (room / "linked_folder").symlink_to("/etc")


def poison_pipe(room: Path) -> None:
    """A named pipe in place of the file, which blocks whoever opens it.

    Expect: not graded: regular file
    """
    os.mkfifo(student(room, "pipe") / "mini.ipynb")


def poison_dotdot(room: Path) -> None:
    """A student's name that leads out of the folder of reports.

    Expect: failed: the total is wrong
    """
    (student(room, "up..%2F..%2F..\\..\\attack-was-here") / "mini.py").write_text(WRONG)


def poison_markup_in_name(room: Path) -> None:
    """Markup, terminal escapes and bidirectional overrides in a student's name.

    Expect: failed: the total is wrong
    """
    name = MARKUP.replace("/", "") + "\u202egnp.exe"
    (student(room, name) / "mini.py").write_text(WRONG)


def poison_formula_in_name(room: Path) -> None:
    """A spreadsheet formula as a student's name.

    Expect: failed: the total is wrong
    """
    (student(room, FORMULA.replace("/", "")) / "mini.py").write_text(WRONG)


def poison_markup_in_messages(room: Path) -> None:
    """Markup, terminal escapes and formulas in an exception, in an answer, in a type's name.

    Expect: error: RuntimeError
    """
    source = f"""
def total(values):
    raise RuntimeError({MARKUP!r})

def halves(x):
    return {{{FORMULA!r}: {MARKUP!r}, {MARKUP!r}: type({MARKUP!r}, (), {{}})()}}

def thirds(x):
    return {FORMULA!r}

def line(n):
    raise type({FORMULA!r}, (Exception,), {{}})({FORMULA!r} + {MARKUP!r} * 200)
"""
    (student(room, "markup_in_messages") / "mini.py").write_text(source)


def poison_markup_in_notebook(room: Path) -> None:
    """Markup, scripts and terminal escapes in outputs, metadata, tags, ids and file comments.

    Expect: failed: the total is wrong
    """
    output = {"output_type": "display_data", "metadata": {MARKUP: MARKUP}, "data": {"text/html": MARKUP}}
    one = cell(WRONG + f"# {MARKUP!a}", MARKUP, outputs=[output] * 3, metadata={"tags": [MARKUP], MARKUP: 1})
    (student(room, "markup_in_notebook") / "mini.ipynb").write_text(notebook(one, title=MARKUP, authors=[{"name": FORMULA}]))


def poison_odd_shapes(room: Path) -> None:
    """A notebook whose parts are of other types than a notebook's.

    Expect: error: malformed
    """
    text = json.dumps({"nbformat": 4, "nbformat_minor": "x", "metadata": [], "cells": [{"cell_type": [], "source": {}}]})
    (student(room, "odd_shapes") / "mini.ipynb").write_text(text)


def poison_deep_json(room: Path) -> None:
    """A notebook of a million opening brackets.

    Expect: error: JSON
    """
    (student(room, "deep_json") / "mini.ipynb").write_text("[" * 1_000_000)


def poison_two_files(room: Path) -> None:
    """Two files for one topic, of which the better one is to count.

    Expect: not graded: two files
    """
    folder = student(room, "two_files")
    (folder / "mini.py").write_text(WRONG)
    (folder / "mini.ipynb").write_text(notebook(cell(WRONG)))


def poison_null_bytes(room: Path) -> None:
    """A script with null bytes and an encoding that does not exist.

    Expect: error: UTF-8|null
    """
    (student(room, "null_bytes") / "mini.py").write_bytes(b"# -*- coding: rot13 -*-\n\0" + WRONG.encode())


def undecodable_name(room: Path) -> None:
    """A student's name that is no text in any encoding.

    By itself, since today it stops the whole batch: see its test.
    """
    folder = os.fsencode(room) + b"/bytes\xff\xfe\n"
    os.mkdir(folder)
    with open(folder + b"/mini.py", "w") as file:
        file.write(WRONG)
