"""What authors see of `calibrate`, `check-course` and `audit`: progress, tables, what to mend."""

from __future__ import annotations

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from autograder.auditing import Audit, audit, checks_of
from autograder.calibrate import calibrate
from autograder.coursecheck import REFERENCE, STUB, Finding, check_topic
from autograder.records import Report
from autograder.running import progress_bar, warm_server
from course.syllabus import Topic

MUTATION_SCORE = 0.95  # the share of a topic's mutants that its hidden checks have to kill


def calibrate_topic(chosen: Topic, runs: int, console: Console) -> None:
    """Measure a topic's ranges and print them."""
    with warm_server() as server, progress_bar(console) as progress:
        bar = progress.add_task(f"calibrating {chosen.name}", total=runs)
        measured = calibrate(chosen, runs, server, lambda: progress.advance(bar))
    view = Table("quantity", "from", "to", "runs", header_style="bold")
    for name, found in measured.items():
        view.add_row(name, f"{found.low:.6g}", f"{found.high:.6g}", str(found.runs))
    console.print(view if measured else f"The checks of {chosen.name} ask for no measured range.")


def check_topics(chosen: list[Topic], jobs: int, seeds: int, console: Console, *, wrong_too: bool = False) -> bool:
    """Check whole topics and print what their authors must mend; True when there is nothing."""
    view = Table("topic", "reference", "stub", "right", "caught", "CPU s", "to mend", header_style="bold")
    findings: list[Finding] = []
    with warm_server() as server, progress_bar(console) as progress:
        bar = progress.add_task("checking", total=None)
        for number, chosen_topic in enumerate(chosen, 1):
            place = f"{chosen_topic.name} ({number} of {len(chosen)})"
            progress.update(bar, description=f"checking {place}")
            found, reports = check_topic(
                chosen_topic,
                jobs=jobs,
                seeds=seeds,
                wrong_too=wrong_too,
                server=server,
                progress=lambda: progress.advance(bar),
            )
            findings += found
            for finding in found:  # at once: a run that is ended early has told what it knows
                console.print(
                    f"{finding.topic}: {finding.where}: {finding.message}",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
            console.print(f"{place}: {len(found) or 'nothing'} to mend", markup=False, highlight=False)
            view.add_row(chosen_topic.name, *_summary(reports), str(len(found)) if found else "[green]none[/]")
    console.print(view)
    return not findings


def audit_topics(chosen: list[Topic], part: str | None, most: int | None, jobs: int, console: Console) -> list[Audit]:
    """Audit topics and print each survivor with the checks that let it through, and a table of mutation scores.

    `part` belongs to the only topic of `chosen`.
    """
    if part is not None:
        (only,) = chosen
        part = only.part(part).id
    audits = []
    with warm_server() as server, progress_bar(console) as progress:
        bar = progress.add_task("auditing", total=None)
        for number, each in enumerate(chosen, 1):
            progress.reset(bar, description=f"auditing {each.name} ({number} of {len(chosen)})")
            audited = audit(
                each,
                part=part,
                most=most,
                jobs=jobs,
                server=server,
                started=lambda count: progress.update(bar, total=count),
                progress=lambda: progress.advance(bar),
            )
            _tell_audit(audited, console)  # at once: the next topics take minutes
            audits.append(audited)
    if len(audits) > 1:
        view = _audit_table("topic")
        for audited in audits:
            _add_audit(view, audited.topic.name, audited, [part.id for part in audited.topic.parts])
        console.print(view)
    return audits


def _tell_audit(audited: Audit, console: Console) -> None:
    view = _audit_table("part")
    for each in audited.topic.parts:
        _add_audit(view, each.title, audited, [each.id])
    console.print(view)
    for mutant in audited.survived:
        console.print(f"\n{mutant.name} survived: {mutant.operator}", style="bold", markup=False, highlight=False)
        console.print(Syntax(mutant.diff, "diff", background_color="default"))
        checks = ", ".join(checks_of(audited.topic, mutant.part))
        console.print(f"checks of this part: {checks}", style="dim", highlight=False)
    for fault in audited.faults:
        console.print(f"fault: {fault}", style="red", markup=False, highlight=False)
    for name, checks in audited.refused.items():
        told = f"{name} is reviewed as equivalent ({audited.equivalent[name]}) and loses points: {checks}"
        console.print(told, style="red", markup=False, highlight=False, soft_wrap=True)
    for entry in audited.stale:
        console.print(
            f"fits no mutant any more, take it out of the equivalents: {entry}", markup=False, highlight=False
        )
    console.print(f"\nmutation score of {audited.topic.name}: {audited.score:.1%}", style="bold", highlight=False)


def _audit_table(first: str) -> Table:
    view = Table(header_style="bold", show_edge=False)  # the longest name of a topic has room in 80 columns so
    view.add_column(first, overflow="fold")
    for heading in ("mutants", "killed", "equivalent", "survived", "faults", "score"):
        view.add_column(heading, justify="right")
    return view


def _add_audit(view: Table, title: str, audited: Audit, parts: list[str]) -> None:
    """A row for the mutants of some parts, if there are any."""
    told = (audited.killed, audited.equivalent, audited.refused, [one.name for one in audited.survived], audited.faults)
    mine = [{name.partition(":")[0] for name in names if _part_of(name) in parts} for names in told]
    if every := set().union(*mine):
        killed, equivalent, refused, survived, faults = map(len, mine)
        score = f"{killed / (killed + survived):.1%}" if killed + survived else ""
        equal = f"{equivalent} ({refused} refused)" if refused else str(equivalent)
        view.add_row(title, str(len(every)), str(killed), equal, str(survived), str(faults), score)


def _part_of(mutant: str) -> str:
    return mutant.partition(":")[0].rpartition("-")[0]


def _summary(reports: list[Report]) -> list[str]:
    by_name = {report.student: report for report in reports}
    right = [report for name, report in by_name.items() if name.startswith("right_")]
    wrong = [report for name, report in by_name.items() if name.startswith("wrong_")]
    reference = by_name[REFERENCE]
    return [
        f"{reference.score:g}",
        f"{by_name[STUB].score:g}",
        f"{sum(report.score == report.max_score for report in right)}/{len(right)}",
        f"{sum(report.score < report.max_score for report in wrong)}/{len(wrong)}",
        f"{reference.cpu_seconds:.1f}",
    ]
