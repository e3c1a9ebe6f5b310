"""Grades many submissions: grader processes share one fork server, one writer keeps the results, a killed run resumes."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from autograder import grader_process
from autograder.client import ForkServer
from autograder.costs import Costs
from autograder.errors import AutograderError
from autograder.grader_process import Settings, Trouble
from autograder.grading import Submission
from autograder.plugin import listed_checks
from autograder.records import CheckResult, Report, part_result, read_report, student_folder, write_atomically
from autograder.references import versions
from autograder.sandbox.policy import Isolation
from autograder.submissions import Problem
from course import syllabus

TRIES = 3
BATCH = "batch.json"


@dataclass(frozen=True)
class Options:
    """How a batch is graded; `first_failure` is for audits, which ask no more than whether a submission loses points."""

    jobs: int = 1
    overlay: bool = False
    isolation: Isolation = "full"
    run_seed: int = field(default_factory=lambda: secrets.randbits(128))
    first_failure: bool = False


@dataclass
class Job:
    """One grader process, what it is at, and the topic that it is warm for."""

    process: Any
    pipe: Connection
    submission: Submission | None = None
    topic: str = ""


def grade(
    submissions: list[Submission], options: Options, done: Callable[[Report], None], server: ForkServer | None = None
) -> None:
    """Grade them all; `done` is called in this process with each report as it is finished."""
    if not submissions:
        return
    if server is not None:
        _run(submissions, options, done, server)
        return
    attached = os.environ.get("AUTOGRADER_SERVER")
    if attached:
        _run(submissions, options, done, ForkServer.attach(Path(attached)))
        return
    with ForkServer.running() as own:
        _run(submissions, options, done, own)


def _run(submissions: list[Submission], options: Options, done: Callable[[Report], None], server: ForkServer) -> None:
    costs = Costs.kept()
    waiting: dict[str, deque[Submission]] = {}
    for submission in by_topic(submissions, costs):
        waiting.setdefault(submission.topic, deque()).append(submission)
    tries: dict[int, int] = {}
    jobs = [_start(server, options) for _ in range(min(options.jobs, len(submissions)))]
    try:
        while waiting or any(job.submission is not None for job in jobs):
            for job in jobs:
                if job.submission is None and waiting:
                    _hand_over(job, _next(waiting, job, jobs, costs))
            busy = [job for job in jobs if job.submission is not None]
            wait([job.pipe for job in busy] + [job.process.sentinel for job in busy], timeout=1.0)
            if server.pid is not None:
                server.revive()
            for number, job in enumerate(jobs):
                if job.submission is None:
                    continue
                answer = _answer(job)
                if answer is None:
                    continue
                submission, job.submission = job.submission, None
                if isinstance(answer, Report):
                    costs.learn(answer)
                    done(answer)
                    continue
                tries[id(submission)] = tries.get(id(submission), 0) + 1
                if tries[id(submission)] < TRIES and answer.again:
                    waiting.setdefault(submission.topic, deque()).append(submission)
                else:
                    done(fault_report(submission, options, answer.message))
                if not job.process.is_alive():
                    jobs[number] = _start(server, options)
    finally:
        for job in jobs:
            _end(job)
    if not options.overlay:  # tests and audits grade a part of each submission
        costs.keep()


def by_topic(submissions: list[Submission], costs: Costs) -> list[Submission]:
    """Topic by topic, so that the reference's observations are computed once and soon; what takes longest first."""
    return sorted(submissions, key=lambda submission: (-costs.of(submission.topic), submission.topic))


def _next(waiting: dict[str, deque[Submission]], job: Job, jobs: list[Job], costs: Costs) -> Submission:
    """One of the topic that the job is warm for; else of one that no other job is at; else of that with most to do."""
    taken = {other.topic for other in jobs if other is not job}
    topic = min(waiting, key=lambda name: (name != job.topic, name in taken, -len(waiting[name]) * costs.of(name)))
    submission = waiting[topic].popleft()
    if not waiting[topic]:
        del waiting[topic]
    return submission


def settings_of(server: ForkServer, options: Options) -> Settings:
    """What a grader process needs to know to grade so through this fork server."""
    return Settings(str(server.folder), options.overlay, options.isolation, options.run_seed, options.first_failure)


def _start(server: ForkServer, options: Options) -> Job:
    return Job(*grader_process.start(settings_of(server, options)))


def _hand_over(job: Job, submission: Submission) -> None:
    job.submission, job.topic = submission, submission.topic
    try:
        job.pipe.send(submission)
    except (BrokenPipeError, ConnectionError):
        job.process.join()  # it has died: `_answer` says so


def _answer(job: Job) -> Report | Trouble | None:
    """What the job has to say: a report, trouble, or nothing yet."""
    try:
        if job.pipe.poll():
            answer: Report | Trouble = job.pipe.recv()
            return answer
    except (EOFError, ConnectionError):
        job.process.join()
    if job.process.is_alive():
        return None
    return Trouble(f"a grader process ended with exit status {job.process.exitcode}", again=True)


def _end(job: Job) -> None:
    job.pipe.close()
    job.process.join(timeout=2)
    if job.process.is_alive():
        job.process.kill()
        job.process.join()


def fault_report(submission: Submission, options: Options, message: str) -> Report:
    """The report of a submission that could not be graded by our fault: no mark lost or won."""
    topic = syllabus.topic(submission.topic)
    by_part: dict[str, list[CheckResult]] = {part.title: [] for part in topic.parts}
    for part, check, points, hint in listed_checks(topic):
        result = CheckResult(check=check, points=points, outcome="fault", hint=hint, message=message, seconds=0.0)
        by_part[topic.part(part).title].append(result)
    return Report(
        student=submission.student,
        topic=topic.name,
        score=0.0,
        max_score=0.0,
        run_seed=f"{options.run_seed:032x}",
        parts=[part_result(title, checks) for title, checks in by_part.items()],
        submission_sha256=submission.sha256,
        versions={**versions(), "isolation": options.isolation},
        seconds=0.0,
        cpu_seconds=0.0,
    )


class Store:
    """The folder that holds a batch: batch.json and one report per submission and topic."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.started = time.strftime("%Y-%m-%dT%H:%M:%S%z")

    def open(self, options: Options, *, resume: bool) -> Options:
        """Start a batch here, or go on with the one that is here; its run_seed is then taken again."""
        path = self.out / BATCH
        if path.is_file():
            if not resume:
                raise AutograderError(
                    f"{self.out} holds a batch already; say --resume to go on with it, or another --out"
                )
            known = self._read(path)
            self.started = str(known["started"])
            return Options(options.jobs, bool(known["overlay"]), known["isolation"], int(known["run_seed"], 16))
        self._write(options, [])
        return options

    def finished(self, submission: Submission, options: Options) -> Report | None:
        """The report of this very file under this very seed, if an earlier run wrote it."""
        path = self.out / "reports" / student_folder(submission.student) / f"{submission.topic}.json"
        if not path.is_file():
            return None
        report = read_report(path)
        same = report.submission_sha256 == submission.sha256 and report.run_seed == f"{options.run_seed:032x}"
        faulty = any(check.outcome == "fault" for check in report.checks)
        return report if same and not faulty else None

    def close(self, options: Options, problems: list[Problem]) -> None:
        """Note what could not be graded."""
        self._write(options, problems)

    def _write(self, options: Options, problems: list[Problem]) -> None:
        told = {
            "schema": 1,
            "run_seed": f"{options.run_seed:032x}",
            "overlay": options.overlay,
            "isolation": options.isolation,
            "started": self.started,
            "problems": [asdict(problem) for problem in problems],
        }
        write_atomically(self.out / BATCH, json.dumps(told, indent=1).encode() + b"\n")
        (self.out / BATCH).chmod(0o600)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            known = json.loads(path.read_bytes())
            return {key: known[key] for key in ("run_seed", "overlay", "isolation", "started")}
        except (ValueError, KeyError, TypeError) as error:
            raise AutograderError(f"{path} is damaged ({error!r}); grade into another --out") from error


def pending(submissions: list[Submission], store: Store | None, options: Options) -> Iterator[Submission | Report]:
    """Each submission, or its report where an earlier run has it."""
    for submission in submissions:
        known = store.finished(submission, options) if store else None
        yield known or submission
