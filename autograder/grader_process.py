"""A grader process: it judges one submission after the other, and shares the fork server's workers with its siblings.

Grader processes are forked from one that has imported all they need, so that a batch does not wait for its jobs, nor a
job that was killed for the next.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.client import ForkServer
from autograder.errors import AutograderError, ServerError
from autograder.grading import Grader, Submission
from autograder.records import Report
from autograder.sandbox.policy import Isolation
from course import syllabus


@dataclass(frozen=True)
class Settings:
    """What a grader process needs to know."""

    server: str
    overlay: bool
    isolation: Isolation
    run_seed: int
    first_failure: bool


@dataclass(frozen=True)
class Trouble:
    """A submission that a grader process could not grade, and whether another try may help."""

    message: str
    again: bool


def start(settings: Settings) -> tuple[Any, Connection]:
    """A new grader process, and the pipe that takes a `Submission` and gives a `Report` or `Trouble` for each."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, settings, dict(os.environ)), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _serve(pipe: Connection, settings: Settings, environment: Mapping[str, str]) -> None:
    """A grader process: one submission after another until the pipe closes."""
    os.environ.clear()  # what it was forked from may have been started under another
    os.environ.update(environment)
    graders: dict[str, Grader] = {}
    server = ForkServer.attach(Path(settings.server))
    gc.collect()
    gc.freeze()  # what was imported stays: no collection looks at it again
    while True:
        try:
            submission: Submission = pipe.recv()
        except (EOFError, ConnectionError, KeyboardInterrupt):
            break
        try:
            pipe.send(grade_one(submission, graders, server, settings))
        except (BrokenPipeError, KeyboardInterrupt):
            break
    forget(graders)


def grade_one(
    submission: Submission, graders: dict[str, Grader], server: ForkServer, settings: Settings
) -> Report | Trouble:
    """A report, or why there is none; `graders` holds the grader of the topic that the process is at."""
    try:
        if submission.topic not in graders:
            forget(graders)
            graders[submission.topic] = Grader(
                server,
                syllabus.topic(submission.topic),
                settings.run_seed,
                overlay=settings.overlay,
                isolation=settings.isolation,
                first_failure=settings.first_failure,
            )
        return graders[submission.topic].grade(submission)
    except ServerError as error:
        time.sleep(0.2)
        forget(graders)
        return Trouble(str(error), again=True)
    except AutograderError as error:
        return Trouble(str(error), again=False)


def forget(graders: dict[str, Grader]) -> None:
    """End the workers of these graders, and keep none of them."""
    for grader in graders.values():
        grader.close()
    graders.clear()
