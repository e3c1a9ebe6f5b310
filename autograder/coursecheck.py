"""Checks the course itself, for authors: stubs score 0, right answers everything, wrong ones fail the check they name."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder import batch
from autograder.build import build
from autograder.client import ForkServer
from autograder.courses import Course, TopicFiles
from autograder.grading import Submission
from autograder.plugin import listed_checks
from autograder.records import Report
from course import cells
from course.syllabus import Topic

STUB, REFERENCE = "the untouched notebook", "the reference"
MAX_CPU_SECONDS = 10.0
MIN_RIGHT, MIN_WRONG = 4, 8
_FAILS = re.compile(r"^Fails:\s*(.+(?:\n.+)*)", re.MULTILINE)
_SLIP = re.compile(r"NameError|ImportError|ModuleNotFoundError|AttributeError: module ")
_CODE_IN_HINT = re.compile(r"\breturn\b.*[(=]|\blambda\b|\bdef \w+\(|\w+ = \w+\.\w+\(")


@dataclass(frozen=True)
class Finding:
    """Something an author must mend: where, and what to do."""

    topic: str
    where: str
    message: str


@dataclass(frozen=True)
class Answers:
    """The files of a topic that are graded to check its grader."""

    whole: list[Submission]
    overlays: list[Submission]


def check_topic(
    topic: Topic,
    *,
    jobs: int = 1,
    seeds: int = 1,
    wrong_too: bool = False,
    server: ForkServer | None = None,
    progress: Callable[[], None] = lambda: None,
) -> tuple[list[Finding], list[Report]]:
    """Everything that is wrong with a topic, and the reports of its test submissions.

    Right answers are graded under `seeds` secret seeds: a false alarm of one in a hundred shows only so. With `wrong_too`
    wrong ones as well: a check may see a mistake in most draws only.
    """
    course = Course.found()
    files = course.files(topic)
    findings = [Finding(topic.name, where, message) for where, message in _static(topic, files, course.root)]
    answers = collect(topic, files)
    reports: list[Report] = []

    def done(report: Report) -> None:
        reports.append(report)
        progress()

    batch.grade(answers.whole, batch.Options(jobs), done, server)
    batch.grade(answers.overlays, batch.Options(jobs, overlay=True), done, server)
    reports.sort(key=lambda report: report.student)
    for report in reports:
        findings += [Finding(topic.name, report.student, message) for message in judge(topic, files, report)]
    repeated = [answer for answer in answers.overlays if wrong_too or answer.student.startswith("right_")]
    for report in _under_other_seeds(repeated, seeds - 1, jobs, server):
        findings += [
            Finding(topic.name, report.student, f"under --run-seed {report.run_seed}: {message}")
            for message in judge(topic, files, report)
        ]
        progress()
    return findings, reports


def _under_other_seeds(answers: list[Submission], seeds: int, jobs: int, server: ForkServer | None) -> Iterator[Report]:
    """The answers' reports, seed after seed: a job does a whole seed, so that none waits for another at the end of each."""
    ended = threading.Event()

    def under_another() -> list[Report]:
        reports: list[Report] = []

        def done(report: Report) -> None:
            if ended.is_set():
                raise InterruptedError("check-course was ended")
            reports.append(report)

        batch.grade(answers, batch.Options(1, overlay=True), done, server)
        return reports

    with ThreadPoolExecutor(jobs) as pool:
        try:
            for graded in [pool.submit(under_another) for _ in range(seeds)]:
                yield from graded.result()
        finally:
            ended.set()
            pool.shutdown(cancel_futures=True)


def collect(topic: Topic, files: TopicFiles) -> Answers:
    """The stub, the reference, and the named right and wrong answers."""
    whole = [
        Submission(STUB, topic.name, files.notebook, files.notebook.read_bytes()),
        Submission(REFERENCE, topic.name, files.solution, files.solution.read_bytes()),
    ]
    return Answers(whole, [overlay(topic, path) for path in answers_of(files)])


def overlay(topic: Topic, path: Path) -> Submission:
    """A right or wrong answer as it is graded: all of a right one; of a wrong one the parts that it is about."""
    only = None if path.stem.startswith("right_") else _about(topic, path)
    return Submission(path.stem, topic.name, path, path.read_bytes(), only)


def _about(topic: Topic, path: Path) -> tuple[str, ...] | None:
    """The parts that a wrong answer defines or whose checks it names; None (all) when there are none."""
    named = set(named_checks(path))
    owners = {owner for owner, name, _, _ in _checks_of(topic) if name in named}
    about = (_defined(path) | owners) & set(topic.names)
    return tuple(part.id for part in topic.parts if about & set(part.names)) or None


@cache
def _checks_of(topic: Topic) -> list[tuple[str, str, float, str]]:
    return listed_checks(topic)


def answers_of(files: TopicFiles) -> list[Path]:
    """`right_*` and `wrong_*` scripts of a topic."""
    return sorted(path for path in files.submissions.glob("*.py") if path.stem.startswith(("right_", "wrong_")))


def named_checks(path: Path) -> list[str]:
    """The checks that a wrong answer says it fails."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    found = _FAILS.search(text)
    return re.findall(r"test_\w+", found.group(1)) if found else []


def judge(topic: Topic, files: TopicFiles, report: Report) -> Iterator[str]:
    """What is wrong with one report of a test submission."""
    outcomes = {check.check: check.outcome for check in report.checks}
    for check in report.checks:
        if check.outcome in ("fault", "tampered"):
            yield f"{check.check} is {check.outcome}: {check.message}"
    if report.student == STUB:
        for name, outcome in outcomes.items():
            if outcome != "not_attempted":
                yield f"{name} is {outcome} on a stub; it must be not_attempted: call the learner's function in its observation"
    elif report.student == REFERENCE or report.student.startswith("right_"):
        for check in report.checks:
            if check.outcome not in ("passed", "fault"):
                yield f"{check.check} is {check.outcome} on a right answer: {check.message}"
    else:
        yield from _judge_wrong(files.submissions / f"{report.student}.py", report)
    if report.cpu_seconds > MAX_CPU_SECONDS and not report.student.startswith("wrong_"):
        yield f"grading took {report.cpu_seconds:.1f} s of CPU, more than {MAX_CPU_SECONDS:g}: use smaller inputs, fewer traces"


def _judge_wrong(path: Path, report: Report) -> Iterator[str]:
    checks = {check.check: check for check in report.checks}
    outcomes = {name: check.outcome for name, check in checks.items()}
    named = named_checks(path)
    if not named:
        yield "its docstring must end with `Fails: test_…`, the check it must fail"
    for name in named:
        if name in checks and _SLIP.match(checks[name].message or ""):
            yield f"{name} fails by a slip in this file, not by the mistake it is about: {checks[name].message}"
        if name not in outcomes:
            yield f"it names {name}, which is no check of this topic"
        elif outcomes[name] == "passed":
            yield f"{name} passes, but this answer is wrong: sharpen the check"
        elif outcomes[name] == "not_attempted":
            yield f"{name} is not_attempted on it: the answer must define the part"


def _defined(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _static(topic: Topic, files: TopicFiles, root: Path) -> Iterator[tuple[str, str]]:
    """What can be seen without running anything."""
    checks = _checks_of(topic)
    if abs(topic.points - 10) > 1e-9:
        yield "course/syllabus.toml", f"the parts are worth {topic.points:g} points, not 10"
    for part in topic.parts:
        mine = [check for check in checks if check[0] in part.names]
        worth = sum(check[2] for check in mine)
        if abs(worth - part.points) > 1e-6:
            yield (
                files.grader.name,
                f"the checks of {part.title} are worth {worth:g} points; the syllabus says {part.points:g}",
            )
    unknown = {check[0] for check in checks} - set(topic.names)
    if unknown:
        yield files.grader.name, f"checks of parts that the syllabus does not have: {', '.join(sorted(unknown))}"
    yield from _hints(files, checks)
    right = [path for path in answers_of(files) if path.stem.startswith("right_")]
    wrong = [path for path in answers_of(files) if path.stem.startswith("wrong_")]
    if len(right) < MIN_RIGHT or len(wrong) < MIN_WRONG:
        yield (
            str(files.submissions.name),
            f"{len(right)} right and {len(wrong)} wrong answers; write {MIN_RIGHT} and {MIN_WRONG} at least",
        )
    for file in build([topic], root, check=True):
        yield str(file.path), f"{file.reason}: run `autograder build {topic.name}`"
    public = (files.exercise / "test_topic.py").read_text(encoding="utf-8")
    for part in topic.parts:
        if not any(re.search(rf"""@part\(\s*["']{name}["']""", public) for name in part.names):
            yield "test_topic.py", f"no public check of {part.title}"


def _hints(files: TopicFiles, checks: Iterable[tuple[str, str, float, str]]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    solution = {line.strip() for line in _solution_lines(files)}
    for _, name, _, hint in checks:
        if len(hint) < 20:
            yield files.grader.name, f"{name} needs a hint: name the likely mistake"
        if hint in seen:
            yield files.grader.name, f"{name} and {seen[hint]} have the same hint"
        seen[hint] = name
        if _CODE_IN_HINT.search(hint) or any(line in hint for line in solution if len(line) > 20):
            yield files.grader.name, f"the hint of {name} gives the answer away"


def _solution_lines(files: TopicFiles) -> Iterator[str]:
    for cell in cells.read_cells(files.solution.read_bytes(), ".py"):
        for body in re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", cell.source, re.DOTALL):
            yield from body.splitlines()
