"""The command `course`: list, check, watch, hint, reset, script and host."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from course import __version__, hosting, places, progress, syllabus
from course.results import dots
from course.syllabus import CourseError, UnknownPart, UnknownTopic

app = typer.Typer(
    name="course",
    help="Learn TensorFlow 2: list the topics, check your answers, ask for hints.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

TopicArgument = Annotated[str, typer.Argument(metavar="TOPIC", help="A topic: fcn, 16_fcn or 16.")]
_PART = typer.Argument(metavar="PART", help="A function or class of the topic.")


def main() -> None:
    """Run the command line: exit status 0 all well, 1 checks that do not pass, 2 a mistake in the call."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        app()
    except CourseError as error:
        err.print(Text(f"course: {error}", style="red"), soft_wrap=True)
        sys.exit(2 if isinstance(error, (UnknownTopic, UnknownPart, places.NotFound, hosting.CannotHost)) else 1)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"course {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command("list")
def list_topics() -> None:
    """Show the topics, and how far you are."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", "topic", "title", "difficulty", "minutes", "points", "parts done"):
        table.add_column(heading, justify="right" if heading in ("", "minutes", "points") else "left")
    wide = out.width >= 120
    for topic in syllabus.topics():
        hardest = max(part.difficulty for part in topic.parts)
        minutes = sum(part.minutes for part in topic.parts)
        done = len(progress.finished(topic) & {part.id for part in topic.parts})
        bar = Text(f"{done} of {len(topic.parts)}", style="green" if done == len(topic.parts) else "")
        title = f"{topic.title} · {topic.chinese}" if wide else topic.title
        row = [f"{topic.number:02d}", topic.name, title, dots(hardest), str(minutes)]
        table.add_row(*row, f"{topic.points:g}", bar)
    out.print(table)


@app.command()
def check(topic: TopicArgument, part: Annotated[str | None, _PART] = None) -> None:
    """Check what you have saved: all parts of a topic, or one."""
    from course.terminal import rendered

    wanted = syllabus.topic(topic)
    only = wanted.part(part) if part else None
    taken = places.learner_file(wanted.name, places.topic_folder(wanted))
    from course import isolated, selfcheck

    try:
        if isolated.CAN_FORK:
            job = isolated.Job(wanted, only, taken.path, taken.note)
            try:
                with err.status(f"Checking {taken.path.name} …"):
                    run = job.result()
            finally:
                job.stop()
        else:
            run = selfcheck.run(wanted, only, taken.path, taken.note)
    except KeyboardInterrupt:
        err.print("Interrupted.")
        raise typer.Exit(130) from None
    out.print(rendered(run))
    raise typer.Exit(0 if run.passed else 1)


@app.command()
def watch(topic: TopicArgument) -> None:
    """Check a topic again each time you save it, until Ctrl-C."""
    from course.watch import Watcher

    wanted = syllabus.topic(topic)
    Watcher(wanted, places.topic_folder(wanted), out).run()


@app.command()
def hint(topic: TopicArgument, part: Annotated[str, _PART]) -> None:
    """Show a hint for a part; asked again, the next one."""
    from course.hints import hints

    wanted = syllabus.topic(topic)
    of_part = wanted.part(part)
    texts = hints(wanted, of_part)
    if not texts:
        out.print(Text(f"There is no hint for {of_part.title}: read its docstring, then `course check {wanted.name}`."))
        return
    shown = progress.next_hint(wanted, of_part, len(texts))
    for number, text in enumerate(texts[:shown], 1):
        out.print(Text(f"{number}. {text}", style="" if number == shown else "dim"))
    more = len(texts) - shown
    out.print(Text(f"({more} more: ask again.)" if more else "(That was the last hint.)", style="dim"))


@app.command()
def reset(topic: TopicArgument) -> None:
    """Put the untouched notebook back; your file stays as a numbered backup."""
    from course import notebooks

    wanted = syllabus.topic(topic)
    for path, backup in notebooks.reset(wanted):
        out.print(Text(f"{path.name} is kept as {backup.name}."))
    out.print(
        Text(f"{wanted.name}.ipynb is as the course brings it. (Where Jupyter has it open: File, Reload from Disk.)")
    )


@app.command()
def script(topic: TopicArgument) -> None:
    """Write the notebook as a percent script beside it, for those who prefer an editor."""
    from course import notebooks

    wanted = syllabus.topic(topic)
    target, backup = notebooks.script(wanted)
    if backup:
        out.print(Text(f"The script that was there is kept as {backup.name}."))
    out.print(Text(f"Wrote {target}. Of notebook and script the newer is checked: now the script."))


@app.command()
def host(
    topic: TopicArgument,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    install: Annotated[
        str, typer.Option(metavar="SPEC", help="What pip installs there: a requirement or a URL of this course.")
    ] = hosting.DEFAULT_INSTALL,
    user: Annotated[
        str | None, typer.Option(metavar="NAME", help="Your name on Kaggle, by default $KAGGLE_USERNAME.")
    ] = None,
) -> None:
    """Write what Kaggle and Colab need to run your notebook of a topic on a GPU."""
    wanted = syllabus.topic(topic)
    hosted = hosting.host(wanted, out_dir, install, user)
    for note in hosted.notes:
        out.print(Text(note), soft_wrap=True)
    out.print(Text(f"Wrote {hosted.notebook} and {hosted.metadata.name}."), soft_wrap=True)
    if hosted.needs_user:
        told = f"Kaggle: put your name there for {hosting.UNKNOWN_USER} in {hosted.metadata} (or give --user), then"
    else:
        told = "Kaggle:"
    out.print(Text(f"{told} kaggle kernels push -p {out_dir}"), soft_wrap=True)
    out.print(Text("Colab:  https://colab.research.google.com, File, Upload notebook"), soft_wrap=True)
