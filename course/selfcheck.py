"""Run the public checks of a topic: on a live notebook (`check_live`) or on a learner's file (`run`)."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from course import learner as learners
from course import places, progress, pytest_plugin, syllabus
from course.hints import hints
from course.learner import Learner
from course.reading import loading
from course.results import CheckRun, Result
from course.syllabus import CourseError, Part, Topic

_LEFT_OUT = (
    "terminal",
    "cacheprovider",
    "faulthandler",
    "warnings",
    "unraisableexception",
    "threadexception",
    "logging",
)
_ARGUMENTS = [
    "--capture=sys",
    "--noconftest",
    "--import-mode=importlib",
    *(f"-pno:{name}" for name in _LEFT_OUT),
]


class BrokenChecks(CourseError):
    """The public checks themselves cannot be run."""


class Message:
    """What a notebook shows when there is no run to show: one sentence."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        from course.table import note

        return note(self.text)


def check_live(topic: str, part: str | None = None) -> CheckRun | Message | None:
    """Check what the notebook has defined so far; the value shows itself as a table.

    Does nothing while a submission is loaded for grading or checked from its file. Never raises: a wrong name or a
    missing file is said in one sentence.
    """
    if loading.get():
        return None
    try:
        wanted = syllabus.topic(topic)
        only = wanted.part(part) if part is not None else None
        main: ModuleType = sys.modules["__main__"]
        return _run(wanted, only, Learner(vars(main), "this notebook"))
    except CourseError as error:
        return Message(str(error))
    except KeyboardInterrupt:
        return Message("Interrupted before all checks had run: is there a loop that never ends?")


def run(topic: Topic, part: Part | None, path: Path, note: str = "") -> CheckRun:
    """Check a learner's file, of all parts or one. `note` says why this file was taken.

    Raises `UnreadableSubmission`, `NotFound` or `BrokenChecks`.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        learner = learners.load(path, topic.name, note)
    return _run(topic, part, learner)


def _run(topic: Topic, part: Part | None, learner: Learner) -> CheckRun:
    started = time.monotonic()
    file = places.test_file(topic)
    session = _Session(topic, part, learner)
    with _quiet_pytest(file):
        status = pytest.main(
            [*_ARGUMENTS, "-c", os.devnull, "--rootdir", str(file.parent), str(file)],
            plugins=[pytest_plugin, session],
        )
    if session.problems or status not in (0, 1, 2, 5):
        said = session.problems[0] if session.problems else f"pytest ended with status {status}"
        raise BrokenChecks(f"the public checks in {file.name} cannot be run: {said}")
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    checked = CheckRun(
        topic=topic,
        only=part,
        results=tuple(session.results),
        source=learner.note or learner.source,
        notes=tuple(learner.notes),
        seconds=time.monotonic() - started,
        hinted=_hinted(topic),
    )
    progress.record(checked)
    return replace(checked, finished=progress.finished(topic))


def _hinted(topic: Topic) -> frozenset[str]:
    try:
        return frozenset(part.id for part in topic.parts if hints(topic, part))
    except CourseError:  # `course hint` says what is wrong with them
        return frozenset()


class _Session:
    """Hooks of one run inside this process: whose namespace, which part, what came out."""

    def __init__(self, topic: Topic, part: Part | None, learner: Learner) -> None:
        self.topic, self.part, self.learner = topic, part, learner
        self.results: list[Result] = []
        self.problems: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[pytest_plugin.LIVE] = self.learner
        self.results = config.stash[pytest_plugin.RESULTS]
        config.option.tbstyle = "native"  # pytest's own style reads source files at length, and is not shown

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        wanted = []
        for item in items:
            name = pytest_plugin.part_of(item)
            if name is None:
                continue
            try:
                part = self.topic.part(name)
            except CourseError as error:
                self.problems.append(str(error))
                continue
            if self.part in (None, part):
                wanted.append(item)
        items[:] = wanted

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(str(report.longrepr).strip().split("\n")[-1])


@contextlib.contextmanager
def _quiet_pytest(file: Path) -> Iterator[None]:
    """Keep other plugins and options of this machine out, and read the checks anew each time."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        for name in [name for name, module in sys.modules.items() if getattr(module, "__file__", None) == str(file)]:
            del sys.modules[name]
