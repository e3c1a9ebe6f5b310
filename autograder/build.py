"""Build the notebooks of learners from solution scripts: `autograder build`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.courses import Course
from autograder.errors import AutograderError
from autograder.lesson import BuildError, Cell, heading_of, read_lesson, script_path
from course import syllabus
from course.syllabus import CourseError, Part, Topic

__all__ = ["BuildError", "Stale", "build", "build_command", "learner_notebook", "source_notebook"]

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_LONGEST_ID = 64  # of a cell, by nbformat's schema


@dataclass(frozen=True)
class Stale:
    """A file that is not what the build makes: `path` relative to the repository; `reason` is missing or differs."""

    path: str
    reason: str


def build(topics: Iterable[Topic], root: Path, check: bool = False, force: bool = False) -> list[Stale]:
    """Write the notebooks of `topics` below the repository `root`; return the files that were not up to date.

    With `check` nothing is written. `BuildError` when a solution script cannot be built, or when somebody has worked
    in an exercise notebook (unless `force`): then nothing of that topic is written. The same scripts and syllabus
    give the same bytes.
    """
    stale: list[Stale] = []
    for topic in topics:
        content = render(learner_notebook(topic, root)).encode()
        if not check and not force:
            _refuse_to_overwrite_work(topic, root, content)
        for path in outputs(topic, root):
            if _content(path) == content:
                continue
            stale.append(Stale(path.relative_to(root).as_posix(), "differs" if path.exists() else "missing"))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return stale


def _refuse_to_overwrite_work(topic: Topic, root: Path, content: bytes) -> None:
    """The last build left notebook and pristine copy alike: a notebook that is neither holds somebody's work."""
    exercise, pristine = outputs(topic, root)
    if exercise.is_file() and _content(exercise) not in (content, _content(pristine)):
        raise BuildError(
            f"{exercise.relative_to(root).as_posix()}: somebody has worked in this notebook since the last build. "
            "Keep a copy elsewhere if it matters, then write over it with `autograder build --force`."
        )


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def outputs(topic: Topic, root: Path) -> tuple[Path, Path]:
    """What is built of a topic: the notebook that learners open, and the copy that `course reset` brings back."""
    return (
        root / "exercises" / topic.folder / f"{topic.name}.ipynb",
        root / "course" / "pristine" / f"{topic.name}.ipynb",
    )


def learner_notebook(topic: Topic, root: Path | None = None) -> Any:
    """The notebook that learners open: stubs in place of solutions, given text and checks locked, no outputs."""
    from autograder.stubs import release

    return _validated(topic, release(source_notebook(topic, root)))


def source_notebook(topic: Topic, root: Path | None = None) -> Any:
    """nbgrader's source notebook of a topic: reference solutions between markers, metadata and points on every cell."""
    import nbformat

    cells = read_lesson(topic, root or Course.found().root)
    notes = {heading_of(cells, index): _effort(cell.part) for index, cell in enumerate(cells) if cell.part}
    notes[0] = _overview(topic)
    notebook = nbformat.v4.new_notebook(metadata=nbformat.from_dict(METADATA))
    counts = {"text": 0, "given": 0, "demo": 0}
    for index, cell in enumerate(cells):
        if cell.part:
            notebook.cells += [_part_cell(topic, cell, cell.part), _check_cell(topic, cell.part)]
            continue
        counts[cell.kind] += 1
        grade_id = f"{cell.kind}-{counts[cell.kind]:02d}"
        source = _under_heading(cell.source, notes[index]) if index in notes else cell.source
        notebook.cells.append(_cell(topic, cell.kind, grade_id, source))
    return _validated(topic, notebook)


def render(notebook: Any) -> str:
    """The text of an .ipynb file as nbformat writes it, with the newline at its end."""
    import nbformat

    text: str = nbformat.writes(notebook, version=4)
    return text.rstrip("\n") + "\n"


def _cell(topic: Topic, kind: str, grade_id: str, source: str, **nbgrader: Any) -> Any:
    import nbformat

    cell_id = f"{topic.name}-{grade_id}"[:_LONGEST_ID]
    metadata: dict[str, Any] = {}
    if kind != "text":
        metadata["tags"] = [kind]
    if kind != "demo":
        flags = {"grade": False, "solution": False, "locked": True, "task": False}
        metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **flags, **nbgrader}
    new = nbformat.v4.new_markdown_cell if kind == "text" else nbformat.v4.new_code_cell
    return new(source, id=cell_id, metadata=nbformat.from_dict(metadata))


def _part_cell(topic: Topic, cell: Cell, part: Part) -> Any:
    return _cell(topic, "part", f"part-{part.id}", cell.source, solution=True, locked=False)


def _check_cell(topic: Topic, part: Part) -> Any:
    source = f'check("{topic.name}", "{part.id}")'
    return _cell(topic, "check", f"check-{part.id}", source, grade=True, points=part.points)


def _effort(part: Part) -> str:
    dots = "●" * part.difficulty + "○" * (5 - part.difficulty)
    return f"*{dots} · about {part.minutes} minutes · {_points(part.points)}*"


def _overview(topic: Topic) -> str:
    minutes = sum(part.minutes for part in topic.parts)
    duration = f"{minutes} minutes" if minutes < 90 else f"{minutes / 60:.1f} hours".replace(".0 ", " ")
    line = f"*{len(topic.parts)} parts · about {duration} · {_points(topic.points)}"
    if topic.requires:
        line += f" · builds on {', '.join(topic.requires)}"
    return f"{line} · check yourself with the cell under each part, or with `course check {topic.name}`*"


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"


def _under_heading(source: str, note: str) -> str:
    heading, _, rest = source.partition("\n")
    rest = rest.strip("\n")
    return f"{heading}\n\n{note}\n\n{rest}" if rest else f"{heading}\n\n{note}"


def _validated(topic: Topic, notebook: Any) -> Any:
    """The notebook, once nbformat and nbgrader have found nothing wrong with it."""
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator, ValidationError

    try:
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
    except (nbformat.ValidationError, ValidationError) as error:
        raise BuildError(
            f"solutions/{topic.folder}.py: the notebook it makes is not valid: {re.split(chr(10), str(error))[0]}. "
            "Check the names in the syllabus: letters, digits, _ and - only, and not too long."
        ) from error
    return notebook


def build_command(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics to build; all that have a solution script.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when a notebook is stale.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over notebooks that somebody has worked in.")] = False,
) -> None:
    """Build the learners' notebooks from the solution scripts."""
    try:
        root = Course.found().root
        chosen = [syllabus.topic(name) for name in topics or []]
        chosen = chosen or [topic for topic in syllabus.topics() if script_path(topic, root).is_file()]
        stale = build(chosen, root, check=check, force=force)
    except (AutograderError, CourseError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    for file in stale:
        typer.echo(f"{file.path}: {file.reason}" if check else f"wrote {file.path}")
    if check and stale:
        typer.echo("Run `autograder build` and commit what it writes.", err=True)
        raise typer.Exit(1)
    count = "1 topic is" if len(chosen) == 1 else f"{len(chosen)} topics are"
    typer.echo(f"{count} {'built' if stale else 'up to date'}.")


if __name__ == "__main__":
    typer.run(build_command)
