"""The learner's files on disk: the untouched notebook back (`course reset`), the notebook as a script (`course script`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course import places, progress
from course.places import NotFound
from course.syllabus import Topic

_HEADER = (
    "# Topic {number}: {title}. Cells start at the lines with two percent signs. Check yourself: course check {name}\n"
)


def reset(topic: Topic) -> list[tuple[Path, Path]]:
    """Put the untouched notebook in place of the learner's files, which stay as backups: `(file, backup)` pairs.

    `NotFound` where the course brings no untouched notebook.
    """
    pristine = places.pristine_notebook(topic)
    folder = places.topic_folder(topic)
    if not pristine.is_file():
        raise NotFound(
            f"the untouched notebook of {topic.name} is missing: there is no {pristine}; install the course again."
        )
    content = pristine.read_bytes()
    kept = []
    for path in _files(topic, folder):
        if path.is_file() and path.read_bytes() != content:
            kept.append((path, set_aside(path)))
    write(folder / f"{topic.name}.ipynb", content)
    progress.forget(topic)
    return kept


def script(topic: Topic) -> tuple[Path, Path | None]:
    """Write the notebook as a percent script beside it: the script, and the backup of an older script."""
    import jupytext

    folder = places.topic_folder(topic)
    source, target = _files(topic, folder)
    if not source.is_file():
        raise NotFound(f"there is no {source}: `course reset {topic.name}` brings the notebook back.")
    notebook = read_notebook(source)
    notebook.cells = [cell for cell in notebook.cells if "check" not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        cell.metadata = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
    notebook.metadata = {"jupytext": {"cell_metadata_filter": "tags,-all", "notebook_metadata_filter": "-all"}}
    text = _HEADER.format(number=topic.number, title=topic.title, name=topic.name) + "\n"
    text += jupytext.writes(notebook, fmt="py:percent")
    backup = set_aside(target) if target.is_file() else None
    write(target, text.encode())
    return target, backup


def read_notebook(path: Path) -> Any:
    """The notebook at `path`; `NotFound` where Jupyter could not read it either."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat and its schema checker have no common base class
        raise NotFound(f"{path.name} is not a notebook that Jupyter can read: {error}") from error


def _files(topic: Topic, folder: Path) -> tuple[Path, Path]:
    return folder / f"{topic.name}.ipynb", folder / f"{topic.name}.py"


def set_aside(path: Path) -> Path:
    """Rename a file to the first free `<name>.backup-<n>`."""
    number = 1
    while (backup := path.with_name(f"{path.stem}.backup-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(backup)


def write(path: Path, content: bytes) -> None:
    """Write a file whole: beside its place, then renamed."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
