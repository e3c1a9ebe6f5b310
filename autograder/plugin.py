"""Runs a grader file by pytest, in this process, and turns each test into one `CheckResult`."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import sys
import types
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from _pytest.python import pytest_pyfunc_call as call_function

from autograder.client import Failure
from autograder.comparing import Mismatch, describe, outline
from autograder.courses import Course
from autograder.errors import GraderError, ServerError
from autograder.observing import GRADING, Observation
from autograder.overrun import Overran, ended_when_overrun
from autograder.records import CheckResult
from course.syllabus import Topic

OPTIONS = [
    *("--disable-plugin-autoload", "--noconftest", "--assert=plain"),
    # They are of no use to hidden checks; each costs something at every check, or wants pytest's own session around it.
    *(f"-pno:{name}" for name in ("terminal", "capture", "cacheprovider", "logging", "warnings", "faulthandler")),
    *(f"-pno:{name}" for name in ("unraisableexception", "threadexception")),
]
MAX_MESSAGE = 1_500


def run_checks(
    grader: Path, session: Any, parts: Sequence[str] | None = None, *, first_failure: bool = False
) -> list[tuple[str, CheckResult]]:
    """(part, result) of the checks of a grader file, in the order of the file.

    All of them; or those of the functions in `parts`; or as many as there are up to the first failure.
    """
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(printed):
        plugin = collected(grader, printed)
        chosen = [item for item in plugin.items if parts is None or _marker(item).kwargs["part"] in parts]
        if not chosen:
            raise GraderError(f"{grader.name}: it has no check of {', '.join(parts or ['anything'])}")
        try:
            return plugin.run(chosen, session, first_failure=first_failure)
        except BaseException:  # pytest was stopped between two checks: what it holds of them is not to be used again
            _collected.pop(grader, None)
            raise


def collected(grader: Path, printed: io.StringIO) -> ChecksPlugin:
    """The checks of a grader file as pytest finds them, once in this process as long as the file stays the same."""
    mark = grader.stat().st_mtime_ns
    if grader not in _collected or _collected[grader].mark != mark:
        _forget_namesake(grader)
        plugin = ChecksPlugin(grader, mark)
        arguments = [*OPTIONS, "-c", str(_ini()), "--rootdir", str(grader.parent), str(grader)]
        with _plain_assertions():
            code = ended_when_overrun(lambda: pytest.main(arguments, [plugin]))
        if plugin.broken:
            raise GraderError(f"{grader.name}: {plugin.broken}")
        if code != pytest.ExitCode.OK:
            told = (printed.getvalue().strip().splitlines() or [f"exit status {int(code)}"])[-1]
            raise GraderError(f"{grader.name}: pytest could not run it ({told})")
        _collected[grader] = plugin
    return _collected[grader]


def _forget_namesake(grader: Path) -> None:
    """pytest imports a grader file by its base name and keeps it; it may be another course's, or have changed."""
    sys.modules.pop(grader.stem, None)


@contextlib.contextmanager
def _plain_assertions() -> Iterator[None]:
    """Within another pytest, its hook would rewrite the checks' assertions: they would tell what was expected."""
    kept = sys.meta_path[:]
    sys.meta_path[:] = [finder for finder in kept if type(finder).__name__ != "AssertionRewritingHook"]
    try:
        yield
    finally:
        sys.meta_path[:] = kept


@cache
def _ini() -> Path:
    """An empty configuration, so that no one else's pytest settings apply to hidden checks."""
    return Path(__file__).with_name("graders") / "pytest.ini"


def _marker(item: pytest.Item) -> pytest.Mark:
    marker = item.get_closest_marker("check")
    assert marker is not None
    return marker


class ChecksPlugin:
    """Collects a grader file by pytest, then runs its checks for one submission after the other."""

    def __init__(self, grader: Path, mark: int) -> None:
        self.grader = grader
        self.mark = mark
        self.items: list[pytest.Item] = []
        self.broken = ""
        self.session: Any = None
        self.results: list[tuple[str, CheckResult]] = []
        self.server_error: ServerError | None = None
        self.endless: set[tuple[int, str]] = set()

    def run(self, items: list[pytest.Item], session: Any, *, first_failure: bool) -> list[tuple[str, CheckResult]]:
        """The results of some checks; fixtures are made anew and torn down with the last of them."""
        stash = items[0].config.stash
        self.session, self.results, self.server_error = session, [], None
        stash[GRADING] = session
        try:
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.server_error is not None or (first_failure and self.results[-1][1].outcome != "passed"):
                    break
        finally:
            items[0].session._setupstate.teardown_exact(None)
            self.session = None
            del stash[GRADING]
        if self.server_error is not None:
            raise self.server_error  # no worker to be had: the submission is graded again, later
        return self.results

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "check(part, points, hint): a hidden check")

    @pytest.fixture(scope="session")
    @staticmethod
    def run_seed(request: pytest.FixtureRequest) -> int:
        """The batch's secret seed."""
        return int(request.config.stash[GRADING].run_seed)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken = str(report.longrepr).strip().splitlines()[-1]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if item.get_closest_marker("check") is None:
                self.broken = f"{item.name} is not marked by @check"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Nothing runs in pytest's own session, which would be a new one for every submission."""
        self.items = list(session.items)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Make the fixtures; pytest's own hook, which comes next, finds them made."""
        if (self.session.run_seed, item.name) in self.endless:
            raise Overran  # as it did before: the next submission does not wait for it again
        ended_when_overrun(lambda: item.session._setupstate.setup(item))

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> object:
        return ended_when_overrun(lambda: call_function(pyfuncitem))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Record the result; pytest's own report needs no traceback, which it would format at length."""
        when, error = call.when, None if call.excinfo is None else call.excinfo.value
        assert when != "collect"
        if when == "setup" and error is None:
            item.stash[SETUP_SECONDS] = call.duration
        elif isinstance(error, ServerError):
            self.server_error = error
        elif when != "teardown":
            seconds = call.duration + (item.stash.get(SETUP_SECONDS, 0.0) if when == "call" else 0.0)
            self._record(item, error, seconds, when)
        outcome: Literal["passed", "failed"] = "passed" if error is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when, duration=call.duration)

    def _record(self, item: pytest.Item, error: BaseException | None, seconds: float, when: str) -> None:
        marker = _marker(item)
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
        if isinstance(own, Overran):
            self.endless.add((self.session.run_seed, item.name))
            return "fault", f"this hidden check does not come to an end: {own}"
        if own is not None:
            return "fault", f"the reference does not pass this check either: {type(own).__name__}: {own}"
        if isinstance(error, AssertionError):
            message = str(error).strip().splitlines()[0] if str(error).strip() else ""
        elif isinstance(error, Overran):
            message = "with what came back this check does not come to an end"
        else:
            message = f"what came back has another form than asked for ({type(error).__name__})"
        observed = [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Observation)]
        shown = outline if message else describe
        seen = "; ".join(f"{value.name} gave {text}" for value in observed if (text := shown(value.seen)))
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
            ended_when_overrun(lambda: item.obj(**swapped))  # type: ignore[attr-defined]
        except Exception as error:  # whatever it is, it is ours
            return error
        return None


SETUP_SECONDS: pytest.StashKey[float] = pytest.StashKey()
_collected: dict[Path, ChecksPlugin] = {}


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
