"""The command `autograder`: one command, one short function; errors say what to do and choose the exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Optional

import msgspec
import typer
from rich.console import Console

from autograder import build as building
from autograder.errors import AutograderError
from autograder.records import Report, write_atomically, write_report
from autograder.report import commands as reporting
from autograder.sandbox.policy import Isolation
from autograder.submissions import Problem
from autograder.text import clean, terminal
from course.syllabus import CourseError, Topic, topic, topics

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Grade TensorFlow exercises: safely, fast, by hidden checks.",
)
app.command("build")(building.build_command)
reporting.register(app)
HostedBy = Literal["gradescope", "github"]
console = Console()
errors = Console(stderr=True)


def main() -> None:
    """Entry point; errors of ours are one line, never a traceback."""
    try:
        app()
    except (AutograderError, CourseError) as error:
        errors.print(f"[bold red]Error:[/] {terminal(str(error), 2000)}", highlight=False)
        sys.exit(2)


def _chosen(names: Optional[str]) -> list[Topic]:
    return [topic(name.strip()) for name in names.split(",")] if names else list(topics())


def _topic(name: Optional[str]) -> Optional[Topic]:
    return None if name is None else topic(name)


@app.command()
def grade(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="A file, a folder of submissions, or an nbgrader course.")
    ],
    topic_name: Annotated[
        Optional[str], typer.Option("--topic", help="The topic, where file names do not say it.")
    ] = None,
    overlay: Annotated[
        bool, typer.Option(help="Take parts that a file lacks from the reference (tests and audits only).")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Grade this many submissions at once.")] = 1,
    scheduler: Annotated[
        Optional[str],
        typer.Option(metavar="ADDRESS", help="Grade on the Dask cluster at tcp://host:port or tls://host:port."),
    ] = None,
    resume: Annotated[bool, typer.Option(help="Go on with the batch in --out.")] = False,
    out: Annotated[Optional[Path], typer.Option(help="Folder for reports; kept as each submission finishes.")] = None,
    json_file: Annotated[Optional[Path], typer.Option("--json", help="Write all reports to this file.")] = None,
    isolation: Annotated[
        Isolation, typer.Option(help="process: without namespaces, for code you trust on a machine that lacks them.")
    ] = "full",
    run_seed: Annotated[
        Optional[str], typer.Option(help="32 hexadecimal digits of an earlier report, to repeat it.")
    ] = None,
) -> None:
    """Grade submissions by hidden checks in a sandbox; exit status 1 when something could not be graded."""
    from autograder.front import Request, run

    request = Request(paths, _topic(topic_name), overlay, jobs, resume, out, isolation, run_seed, scheduler)
    reports, problems = run(request, console)
    if json_file is not None:
        _write_json(json_file, reports)
    _tell(problems, "not graded")
    faulty = any(check.outcome == "fault" for report in reports for check in report.checks)
    if problems or faulty or any(report.max_score == 0 for report in reports):
        raise typer.Exit(1)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for the nbgrader course.")],
    names: Annotated[
        Optional[str], typer.Option("--topics", help="Topics, separated by commas; all when not given.")
    ] = None,
) -> None:
    """Write an nbgrader course whose `nbgrader autograde` grades by this engine."""
    from autograder.instructing import init as write_course

    chosen = _chosen(names)
    for path in write_course(folder, chosen):
        console.print(f"wrote {path}", highlight=False, soft_wrap=True)
    console.print(f"Next: cd {folder} && nbgrader generate_assignment {chosen[0].folder} --create", highlight=False)


@app.command()
def release(
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    names: Annotated[
        Optional[str], typer.Option("--topics", help="Topics, separated by commas; all when not given.")
    ] = None,
) -> None:
    """Write what learners get: `course` as a wheel, the exercises, a lock, a README; no solution, no hidden check."""
    from autograder.releasing import release as write_release

    for path in write_release(out, _chosen(names)):
        console.print(f"wrote {path}", highlight=False, soft_wrap=True)


@app.command()
def host(
    system: Annotated[HostedBy, typer.Argument(metavar="gradescope|github")],
    out: Annotated[Path, typer.Option(help="Folder to write into; for github a new or empty one.")],
    names: Annotated[
        Optional[str], typer.Option("--topics", help="Topics, separated by commas; all when not given.")
    ] = None,
    isolation: Annotated[
        Isolation,
        typer.Option(help="For gradescope. process: its containers may refuse the namespaces that full needs."),
    ] = "full",
) -> None:
    """Write a ready Gradescope autograder (an archive for each topic), or a GitHub Classroom template."""
    from autograder.hosted import classroom, gradescope

    chosen = _chosen(names)
    if system == "github":
        written = classroom.write_template(chosen, out)
    else:
        written = [gradescope.write_archive(each, out, isolation) for each in chosen]
    for path in written:
        console.print(f"wrote {path}", highlight=False, soft_wrap=True)


@app.command()
def doctor() -> None:
    """Show each layer of the sandbox, whether this machine has it, and what to install."""
    from autograder.doctor import examine

    if not examine(console):
        raise typer.Exit(1)


@app.command()
def calibrate(
    name: Annotated[str, typer.Argument(metavar="TOPIC")],
    runs: Annotated[int, typer.Option(min=20, help="How many seeds the reference is run with.")] = 100,
) -> None:
    """Measure the ranges that a topic's checks ask for, from the reference under many seeds."""
    from autograder.authoring import calibrate_topic

    calibrate_topic(topic(name), runs, console)


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option(help="Where the class and its reports go; an earlier demo there is replaced.")
    ] = Path("demo-class"),
    jobs: Annotated[int, typer.Option(min=1, help="Grade this many submissions at once.")] = 2,
) -> None:
    """Make a small class of right, wrong, broken and hostile submissions, and grade it."""
    from autograder.demo import run

    run(out, jobs, console)


@app.command("check-course")
def check_course(
    names: Annotated[
        Optional[list[str]], typer.Argument(metavar="[TOPIC…]", help="Topics; all when none is named.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Grade this many submissions at once.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="Grade right answers under this many secret seeds.")] = 1,
    wrong_too: Annotated[
        bool, typer.Option("--wrong-too", help="Grade wrong answers under all of these seeds as well.")
    ] = False,
) -> None:
    """For authors: stub 0, reference 10, right answers 10, wrong answers caught by the check they name."""
    from autograder.authoring import check_topics

    chosen = [topic(name) for name in names] if names else list(topics())
    if not check_topics(chosen, jobs, seeds, console, wrong_too=wrong_too):
        raise typer.Exit(1)


@app.command()
def similar(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of submissions, or an nbgrader course.")],
    topic_name: Annotated[
        Optional[str], typer.Option("--topic", help="The topic, where file names do not say it.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.01, max=1.0, help="List pairs from this share of the own code of one of the two on.")
    ] = 0.5,
    out: Annotated[
        Path, typer.Option(help="The page to write, or a folder for it; an earlier page there is replaced.")
    ] = Path("similar.html"),
    isolation: Annotated[
        Isolation, typer.Option(help="process: read submissions without namespaces, on a machine that lacks them.")
    ] = "full",
) -> None:
    """Show pairs of submissions with code in common that neither the course nor the reference gave."""
    from autograder.similar.command import compare_submissions

    page, problems = compare_submissions(path, _topic(topic_name), threshold, out, isolation, console)
    console.print(f"wrote {page}", markup=False, highlight=False, soft_wrap=True)
    _tell(problems, "not compared")
    if problems:
        raise typer.Exit(1)


@app.command()
def audit(
    names: Annotated[Optional[list[str]], typer.Argument(metavar="[TOPIC]...", help="All when not given.")] = None,
    part: Annotated[Optional[str], typer.Option(help="Mutate one part of the topic only.")] = None,
    most: Annotated[Optional[int], typer.Option(min=1, help="Draw at most this many mutants of each part.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Grade this many mutants at once.")] = 1,
    json_file: Annotated[
        Optional[Path], typer.Option("--json", help="Write what became of each mutant; a list for several topics.")
    ] = None,
) -> None:
    """Mutate references and show the mutants that hidden checks let through; exit status 1 below 95 %."""
    from autograder.auditing import to_json
    from autograder.authoring import MUTATION_SCORE, audit_topics

    chosen = [topic(name) for name in names] if names else list(topics())
    if part is not None and len(chosen) != 1:
        raise AutograderError("--part is a part of one topic: name that topic, and only it")
    audits = audit_topics(chosen, part, most, jobs, console)
    if json_file is not None:
        write_atomically(json_file, to_json(audits).encode())
    if any(audited.score < MUTATION_SCORE or audited.faults or audited.refused or audited.stale for audited in audits):
        raise typer.Exit(1)


def _tell(problems: Iterable[Problem], what: str) -> None:
    for problem in problems:
        errors.print(
            f"{what}: {clean(problem.path, 300)}: {clean(problem.message, 600)}", markup=False, highlight=False
        )


def _write_json(path: Path, reports: Iterable[Report]) -> None:
    write_atomically(path, msgspec.json.format(msgspec.json.encode(list(reports))) + b"\n")


__all__ = ["app", "main", "write_report"]
