"""The commands that tell: `autograder report`, `autograder feedback` and `autograder export`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.errors import AutograderError
from autograder.exports import Format, export
from autograder.feedback import FEEDBACK, write_feedback
from autograder.report.page import write_report_page
from autograder.report.reading import read_batch
from autograder.text import terminal

Folder = Annotated[Path, typer.Argument(help="Folder that a class was graded into (the --out of autograder grade).")]
To = Annotated[Path | None, typer.Option("--to", help="Where to write; by default inside the folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the `autograder` program."""
    app.command("report")(report_command)
    app.command("feedback")(feedback_command)
    app.command("export")(export_command)


def report_command(
    folder: Folder,
    to: To = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write one page about the whole class: scores, checks, most common mistakes, every submission."""
    with _explained():
        path = write_report_page(folder, to)
    typer.echo(path)
    if open_:
        typer.launch(path.resolve().as_uri())


def feedback_command(folder: Folder, to: To = None) -> None:
    """Write a page for each student: what passes, hints for what does not yet, where to go on."""
    with _explained():
        pages = write_feedback(folder, to)
    typer.echo(to or folder / FEEDBACK)
    _say(f"{len(pages)} {'page' if len(pages) == 1 else 'pages'}; hand each to its student only")


def export_command(
    folder: Folder,
    format_: Annotated[Format, typer.Option("--format", help="Which system the grades go to.")],
    to: To = None,
) -> None:
    """Write the grades for nbgrader (csv), Gradescope, Canvas or Moodle."""
    with _explained():
        path = export(folder, format_, to)
        problems = read_batch(folder).problems
    typer.echo(path)
    if problems:
        _say(
            f"{len(problems)} {'file' if len(problems) == 1 else 'files'} of the batch could not be graded: no grade here"
        )


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what a disk may refuse into an error with a sentence."""
    try:
        yield
    except OSError as error:
        raise AutograderError(f"could not read or write {error.filename}: {error.strerror or error}") from error


def _say(message: str) -> None:
    Console(stderr=True).print(terminal(message), highlight=False, soft_wrap=True)
