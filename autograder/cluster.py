"""Grades on many machines: submissions go to a Dask cluster as tasks, reports come back to this one writer.

Files travel with the task, so no shared disk is needed; each Dask worker process keeps a warm fork server of its own.
The hidden checks and the solutions do not travel: every machine has the same course installed, and says so when it has not.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from autograder.batch import Options, by_topic, fault_report, settings_of
from autograder.client import ForkServer
from autograder.costs import Costs
from autograder.courses import Course
from autograder.errors import AutograderError
from autograder.grader_process import Settings, Trouble, forget, grade_one
from autograder.grading import Grader, Submission
from autograder.records import Report
from autograder.references import versions
from course import syllabus

PATIENCE = 300.0  # seconds without a scheduler before a batch that has begun is given up
FIRST = 20.0  # seconds in which a scheduler has to answer at all
TRIES = 3
IN_FLIGHT = 10_000  # tasks that the scheduler holds at once: enough for thousands of workers, some 400 MB of notebooks
SILENCE = 5.0  # seconds without a report after which it is asked whether there is any worker
_ADDRESS = re.compile(r"(tcp|tls)://[^/\s]+:\d+")


@dataclass(frozen=True)
class Task:
    """What travels to a worker: a submission, how to grade it, and which course it is to be graded by."""

    submission: Submission
    options: Options
    course: str


def fingerprint(topic: str) -> str:
    """A hash of a topic's solution and hidden checks, and of the versions that a grade depends on."""
    files = Course.found().files(syllabus.topic(topic))
    parts = (files.solution.read_bytes(), files.grader.read_bytes(), repr(sorted(versions().items())).encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def grade(
    submissions: list[Submission],
    options: Options,
    done: Callable[[Report], None],
    address: str,
    patience: float = PATIENCE,
    tell: Callable[[str], None] = lambda text: None,
) -> None:
    """Grade them all on the cluster whose scheduler listens at `address`; `done` is called once for each.

    `tell` is called with a sentence when the cluster has no worker, and when it has one again: a batch waits for them.

    `address` is `tcp://host:port`, or `tls://host:port` with certificates from Dask's own configuration. A worker that
    dies is replaced by another, a scheduler that was restarted gets what is missing again. `AutograderError` when there
    is no scheduler at first, or none for `patience` seconds; what is finished by then is kept.
    """
    if not _ADDRESS.fullmatch(address):
        raise AutograderError(f"no scheduler at {address}: an address is tcp://host:port or tls://host:port")
    marks = {topic: fingerprint(topic) for topic in {submission.topic for submission in submissions}}
    costs = Costs.kept()
    ordered = by_topic(submissions, costs)
    waiting = {number: Task(each, options, marks[each.topic]) for number, each in enumerate(ordered)}
    tries = dict.fromkeys(waiting, 0)
    allowed, heard = min(FIRST, patience), time.monotonic()
    while waiting:
        try:
            with _distributed().Client(address, timeout=min(allowed, 10.0), set_as_default=False) as client:
                allowed, heard = patience, time.monotonic()
                for number, answer in _results(client, waiting, tell):
                    heard = time.monotonic()
                    tries[number] += 1
                    if isinstance(answer, Report):
                        costs.learn(answer)
                        done(answer)
                        del waiting[number]
                    elif tries[number] >= TRIES or not answer.again:
                        done(fault_report(waiting.pop(number).submission, options, answer.message))
        except (OSError, TimeoutError, ValueError) as error:
            if time.monotonic() - heard > allowed or isinstance(error, ValueError):
                raise AutograderError(
                    f"no scheduler at {address} ({_first_line(error)}); start one, or correct the address; a batch with "
                    "--out goes on with --resume"
                ) from error
            time.sleep(0.5)
    if not options.overlay:  # tests and audits grade a part of each submission
        costs.keep()


def _results(
    client: Any, tasks: dict[int, Task], tell: Callable[[str], None]
) -> Iterator[tuple[int, Report | Trouble]]:
    """(number, result) as tasks finish; ends early when the scheduler is gone or has forgotten the rest."""
    batch, left = secrets.token_hex(4), iter(tuple(tasks.items()))

    def hand_in(most: int) -> list[Any]:
        return [
            client.submit(grade_here, task, key=f"grade-{batch}-{number}", pure=False, retries=TRIES)
            for number, task in islice(left, most)
        ]

    lost = False
    arriving = _distributed().as_completed(hand_in(IN_FLIGHT), loop=client.loop)
    for futures in _batches(client, arriving, tell):
        finished = {future.key: future for future in futures if future.status == "finished"}
        answers = client.gather(finished, errors="skip") if finished else {}
        for future in futures:
            number = int(future.key.rpartition("-")[2])
            if answers.get(future.key) is not None:
                yield number, answers[future.key]
            elif future.status == "error":
                yield number, Trouble(f"a Dask worker failed: {future.exception()!r}"[:600], again=True)
            else:
                lost = True  # with its scheduler: it is handed in again, and so is what waits here
            future.release()
        if not lost and client.status == "running":
            arriving.update(hand_in(len(futures)))


def _batches(client: Any, arriving: Any, tell: Callable[[str], None]) -> Iterator[list[Any]]:
    """The batches of `arriving` as they come; while none comes, it is told when there is no worker to bring one."""
    looked, alone = time.monotonic(), False
    while not arriving.is_empty():
        if batch := arriving.next_batch(block=False):
            yield batch
            looked = time.monotonic()
        elif time.monotonic() - looked < SILENCE:
            time.sleep(0.01)
        else:
            before, alone = alone, client.status == "running" and not client.nthreads()
            if alone != before:
                tell("the cluster has no worker: waiting for one" if alone else "the cluster has a worker again")
            looked = time.monotonic()


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise AutograderError(
            "--scheduler needs dask.distributed, which is not installed: pip install 'tf-exercises[cluster]'"
        ) from error
    # Its import sets levels of its own. What it tells of lost connections, with tracebacks, is told by us.
    for name in ("distributed", "distributed.client", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return distributed


class _Here:
    """What one Dask worker process keeps from task to task: a fork server and the graders of the topic it is at."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: ForkServer | None = None
        self.settings: Settings | None = None
        self.graders: dict[str, Grader] = {}

    def grade(self, task: Task) -> Report | Trouble:
        """One task after the other, whatever number of threads the worker has."""
        with self.lock:
            if fingerprint(task.submission.topic) != task.course:
                return Trouble(
                    f"a worker has another version of topic {task.submission.topic} or of its libraries than this machine: "
                    "install the same commit and lock on both",
                    again=False,
                )
            if self.server is None or not self.server.alive():
                self.server = ForkServer()
                self.server.start()
                gc.collect()
                gc.freeze()  # what was imported stays: no collection looks at it again
                forget(self.graders)
            settings = settings_of(self.server, task.options)
            if settings != self.settings:
                forget(self.graders)
                self.settings = settings
            return grade_one(task.submission, self.graders, self.server, settings)


_here = _Here()


def grade_here(task: Task) -> Report | Trouble:
    """Grade one submission in this Dask worker process."""
    return _here.grade(task)
