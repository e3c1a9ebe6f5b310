"""The mutants of a topic's reference: each part's solution with one small mistake in it."""

from __future__ import annotations

import ast
import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.auditing import mistakes, standard
from autograder.auditing.edits import Edit
from autograder.courses import TopicFiles
from autograder.errors import AutograderError
from course import cells
from course.syllabus import Part, Topic

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Mutant:
    """One changed part; `before` and `after` are the lines that differ, without indentation."""

    name: str
    part: str
    operator: str
    before: str
    after: str
    diff: str
    submission: str


def mutants(topic: Topic, files: TopicFiles, part: str | None = None, most: int | None = None) -> list[Mutant]:
    """Every mutant of a topic's reference (or of one part), each once; `most` draws so many of each part, always the same."""
    found: list[Mutant] = []
    given, parts = _cells(topic, files)
    for chosen in topic.parts:
        if part is not None and part not in chosen.names:
            continue
        mine = list(_of_part(chosen, parts[chosen.id], given))
        if most is not None and len(mine) > most:
            mine = sorted(random.Random(0).sample(mine, most), key=lambda mutant: mutant.name)
        found += mine
    return found


def _cells(topic: Topic, files: TopicFiles) -> tuple[str, dict[str, str]]:
    """What the course gives, and the source of each part's cell."""
    given: list[str] = []
    parts: dict[str, str] = {}
    for cell in cells.read_cells(files.solution.read_bytes(), ".py"):
        if "given" in cell.tags:
            given.append(cell.source.strip("\n"))
        elif "part" in cell.tags:
            defined = {
                node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)
            }
            for part in topic.parts:
                if defined.issuperset(part.names):
                    parts[part.id] = cell.source.strip("\n")
    missing = [part.title for part in topic.parts if part.id not in parts]
    if missing:
        raise AutograderError(f"{files.solution.name} has no cell for {', '.join(missing)}; write it first")
    return "\n\n".join(given), parts


def _of_part(part: Part, source: str, given: str) -> Iterator[Mutant]:
    inside = _solution_lines(source)
    seen = {ast.dump(ast.parse(source))}
    number = 0
    for edit in (*mistakes.edits(ast.parse(source)), *standard.edits(source)):
        mutated = edit.apply(source)
        if not _within(source, mutated, edit, inside):
            continue
        try:
            shape = ast.dump(ast.parse(mutated))
        except SyntaxError:
            continue
        if shape in seen:
            continue
        seen.add(shape)
        number += 1
        old, new = source.split("\n"), mutated.split("\n")
        diff = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
        yield Mutant(
            name=f"{part.id}-{number:03d}",
            part=part.id,
            operator=edit.operator,
            before="\n".join(line[1:].strip() for line in diff if line.startswith("-")),
            after="\n".join(line[1:].strip() for line in diff if line.startswith("+")),
            diff="\n".join(diff),
            submission=f'# %% tags=["given"]\n{given}\n\n\n# %% tags=["part"]\n{mutated}\n',
        )


def _solution_lines(source: str) -> set[int]:
    """The lines between nbgrader's markers, counted from 1."""
    inside, found = False, set()
    for number, line in enumerate(source.split("\n"), 1):
        if _BEGIN in line:
            inside = True
        elif _END in line:
            inside = False
        elif inside:
            found.add(number)
    return found


def _within(source: str, mutated: str, edit: Edit, inside: set[int]) -> bool:
    """Whether only lines of the solution change: signatures and docstrings are the course's."""
    if edit.start[0] in inside and edit.end[0] in inside:
        return True
    old = source.split("\n")
    changed = difflib.SequenceMatcher(None, old, mutated.split("\n"), autojunk=False).get_opcodes()
    touched = {
        line
        for tag, first, last, _, _ in changed
        if tag != "equal"
        for line in range(first + 1, max(last, first + 1) + 1)
    }
    return bool(touched) and touched <= inside and edit.start[0] == 1
