"""Runs a grader file by pytest, in this process, and turns each test into one `CheckResult`."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import sys
import types
from collections.abc import Generator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.client import Failure
from autograder.comparing import Mismatch, describe
from autograder.courses import Course
from autograder.errors import GraderError, ServerError
from autograder.observing import GRADING, Observation
from autograder.records import CheckResult
from course.syllabus import Topic

OPTIONS = [
    *("--disable-plugin-autoload", "--noconftest", "--assert=plain", "-p", "no:terminal", "-p", "no:cacheprovider"),
    # They collect garbage five times over whenever a session ends: a third of what a light submission costs.
    *("-p", "no:unraisableexception", "-p", "no:threadexception"),
]
MAX_MESSAGE = 1_500


def run_checks(
    grader: Path, session: Any, parts: Sequence[str] | None = None, *, first_failure: bool = False
) -> list[tuple[str, CheckResult]]:
    """(part, result) of the checks of a grader file, in the order of the file.

    All of them; or those of the functions in `parts`; or as many as there are up to the first failure.
    """
    plugin = ChecksPlugin(grader, session, parts)
    _forget_namesake(grader)
    printed = io.StringIO()
    options = [*OPTIONS, "-c", str(_ini()), "--rootdir", str(grader.parent), "--capture=no"]
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = pytest.main([*options, *(["--exitfirst"] if first_failure else []), str(grader)], plugins=[plugin])
    if plugin.server_error is not None:
        raise plugin.server_error
    if plugin.broken:
        raise GraderError(f"{grader.name}: {plugin.broken}")
    finished = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if (code not in finished and not first_failure) or not plugin.results:
        told = (printed.getvalue().strip().splitlines() or [f"exit status {int(code)}"])[-1]
        raise GraderError(f"{grader.name}: pytest could not run it ({told})")
    return plugin.results


def _forget_namesake(grader: Path) -> None:
    """pytest imports a grader file by its base name and keeps it; another course's file may have the same one."""
    known = sys.modules.get(grader.stem)
    if known is not None and Path(known.__file__ or "").resolve() != grader.resolve():
        del sys.modules[grader.stem]


@cache
def _ini() -> Path:
    """An empty configuration, so that no one else's pytest settings apply to hidden checks."""
    return Path(__file__).with_name("graders") / "pytest.ini"


class ChecksPlugin:
    """One run over one grader file."""

    def __init__(self, grader: Path, session: Any, parts: Sequence[str] | None = None) -> None:
        self.grader = grader
        self.session = session
        self.parts = parts
        self.results: list[tuple[str, CheckResult]] = []
        self.broken = ""
        self.server_error: ServerError | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "check(part, points, hint): a hidden check")
        config.stash[GRADING] = self.session

    @pytest.fixture(scope="session")
    def run_seed(self) -> int:
        """The batch's secret seed."""
        return int(self.session.run_seed)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken = str(report.longrepr).strip().splitlines()[-1]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if item.get_closest_marker("check") is None:
                self.broken = f"{item.name} is not marked by @check"
                return
        if self.parts is not None:
            items[:] = [item for item in items if item.get_closest_marker("check").kwargs["part"] in self.parts]  # type: ignore[union-attr]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "setup" and call.excinfo is None:
            item.stash[SETUP_SECONDS] = call.duration
        elif call.excinfo is not None and isinstance(call.excinfo.value, ServerError):
            self.server_error = call.excinfo.value  # no worker to be had: the submission is graded again, later
            item.session.shouldstop = "no fork server"
        elif call.when in ("setup", "call"):
            seconds = call.duration + item.stash.get(SETUP_SECONDS, 0.0)
            self._record(item, None if call.excinfo is None else call.excinfo.value, seconds, call.when)
        return report

    def _record(self, item: pytest.Item, error: BaseException | None, seconds: float, when: str) -> None:
        marker = item.get_closest_marker("check")
        assert marker is not None
        outcome, message = ("passed", "") if error is None else self._judge(item, error, when)
        result = CheckResult(
            check=item.name,
            points=marker.kwargs["points"],
            outcome=outcome,  # type: ignore[arg-type]
            hint=marker.kwargs["hint"],
            message=message[:MAX_MESSAGE],
            seconds=round(seconds, 4),
        )
        self.results.append((marker.kwargs["part"], result))

    def _judge(self, item: pytest.Item, error: BaseException, when: str) -> tuple[str, str]:
        """Outcome and message of a check that did not pass; what the reference fails too is our fault."""
        if isinstance(error, Failure):
            return error.outcome, self._told(error)
        own = error if when == "setup" else self._of_reference(item)
        if own is not None:
            return "fault", f"the reference does not pass this check either: {type(own).__name__}: {own}"
        if isinstance(error, AssertionError):
            message = str(error).strip().splitlines()[0] if str(error).strip() else ""
        else:
            message = f"what came back has another form than asked for ({type(error).__name__})"
        seen = "; ".join(
            f"{value.name} gave {describe(value.seen)}"
            for value in getattr(item, "funcargs", {}).values()
            if isinstance(value, Observation)
        )
        told = f"{message} — {seen}" if message and seen else message or seen
        picture = error.picture if isinstance(error, Mismatch) else ""
        return "failed", told[: MAX_MESSAGE - len(picture)] + picture

    def _told(self, failure: Failure) -> str:
        subject = self.session.subject
        if failure.outcome == "not_attempted":
            notes = f" ({subject.load_notes[0]})" if subject.load_notes else ""
            return f"not attempted yet: write the function, then check again{notes}"
        where = f" — at {failure.where}" if failure.where else ""
        return failure.message + where

    def _of_reference(self, item: pytest.Item) -> BaseException | None:
        """What the check raises with the reference in the learner's place."""
        funcargs = getattr(item, "funcargs", {})
        names = item._fixtureinfo.argnames  # type: ignore[attr-defined]
        try:
            swapped = {
                name: funcargs[name].of_reference() if isinstance(funcargs[name], Observation) else funcargs[name]
                for name in names
            }
            item.obj(**swapped)  # type: ignore[attr-defined]
        except Exception as error:  # whatever it is, it is ours
            return error
        return None


SETUP_SECONDS: pytest.StashKey[float] = pytest.StashKey()


def load_module(path: Path) -> types.ModuleType:
    """A grader file as a module, for tools that look at its checks without running them."""
    spec = importlib.util.spec_from_file_location(f"graders.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def listed_checks(topic: Topic) -> list[tuple[str, str, float, str]]:
    """(part, name, points, hint) of every check of a topic, in the order of its grader file."""
    module = load_module(Course.found().files(topic).grader)
    found = []
    for name, value in vars(module).items():
        for mark in getattr(value, "pytestmark", []) if name.startswith("test_") else []:
            if mark.name == "check":
                found.append((mark.kwargs["part"], name, mark.kwargs["points"], mark.kwargs["hint"]))
    return found
