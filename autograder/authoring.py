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


def check_topics(chosen: list[Topic], jobs: int, seeds: int, console: Console) -> bool:
    """Check whole topics and print what their authors must mend; True when there is nothing."""
    view = Table("topic", "reference", "stub", "right", "wrong caught", "CPU s", "to mend", header_style="bold")
    findings: list[Finding] = []
    with warm_server() as server, progress_bar(console) as progress:
        bar = progress.add_task("checking", total=None)
        for chosen_topic in chosen:
            progress.update(bar, description=f"checking {chosen_topic.name}")
            found, reports = check_topic(
                chosen_topic, jobs=jobs, seeds=seeds, server=server, progress=lambda: progress.advance(bar)
            )
            findings += found
            for finding in found:  # told at once: the next topics take minutes
                console.print(
                    f"{finding.topic}: {finding.where}: {finding.message}",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
            view.add_row(chosen_topic.name, *_summary(reports), str(len(found)) if found else "[green]none[/]")
    console.print(view)
    return not findings


def audit_topic(chosen: Topic, part: str | None, most: int | None, jobs: int, console: Console) -> Audit:
    """Audit a topic and print its mutation score, and each survivor with the checks that let it through."""
    if part is not None:
        part = chosen.part(part).id
    with warm_server() as server, progress_bar(console) as progress:
        bar = progress.add_task(f"auditing {chosen.name}", total=None)
        audited = audit(
            chosen,
            part=part,
            most=most,
            jobs=jobs,
            server=server,
            started=lambda count: progress.update(bar, total=count),
            progress=lambda: progress.advance(bar),
        )
    view = Table("part", "mutants", "killed", "equivalent", "survived", "faults", header_style="bold")
    for each in chosen.parts:
        counts = [
            sum(_part_of(name) == each.id for name in names)
            for names in (
                audited.killed,
                audited.equivalent,
                [mutant.name for mutant in audited.survived],
                audited.faults,
            )
        ]
        if sum(counts):
            view.add_row(each.title, str(sum(counts)), *map(str, counts))
    console.print(view)
    for mutant in audited.survived:
        console.print(f"\n{mutant.name} survived: {mutant.operator}", style="bold", markup=False, highlight=False)
        console.print(Syntax(mutant.diff, "diff", background_color="default"))
        console.print(f"checks of this part: {', '.join(checks_of(chosen, mutant.part))}", style="dim", highlight=False)
    for fault in audited.faults:
        console.print(f"fault: {fault}", style="red", markup=False, highlight=False)
    for entry in audited.stale:
        console.print(
            f"fits no mutant any more, take it out of the equivalents: {entry}", markup=False, highlight=False
        )
    console.print(f"\nmutation score of {chosen.name}: {audited.score:.1%}", style="bold", highlight=False)
    return audited


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
