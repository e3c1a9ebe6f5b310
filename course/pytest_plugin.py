"""The pytest plugin of the public checks: the `learner` fixture, and short reports instead of tracebacks.

Only tests marked with `course.public.part` are touched; other test suites never notice the plugin. A stub that still
raises NotImplementedError is reported as skipped ("not attempted yet"), and the exit status is 1 as long as there is
one, so that `pytest exercises/16_fcn` succeeds only when the topic is done.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # every pytest run of the machine loads this module: it imports nothing else until a check runs
    from pathlib import Path

    from course.learner import Learner
    from course.public import Picture
    from course.results import Result

LIVE: pytest.StashKey[Learner] = pytest.StashKey()
"""The notebook's own namespace, set by the self-check; without it the learner's file is loaded."""
RESULTS: pytest.StashKey[list[Result]] = pytest.StashKey()
_LOADED: pytest.StashKey[dict[Path, Learner]] = pytest.StashKey()
_PICTURES: pytest.StashKey[Sequence[Picture]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what the checks find."""
    config.stash[RESULTS] = []
    config.stash[_LOADED] = {}
    config.pluginmanager.register(_Summary(), "course-summary")


@pytest.fixture(scope="module")
def learner(request: pytest.FixtureRequest) -> Learner:
    """The learner's names: live from a notebook, or from the newer of notebook and script beside the checks."""
    from course import learner as learners
    from course.places import learner_file
    from course.syllabus import CourseError

    config = request.config
    if LIVE in config.stash:
        return config.stash[LIVE]
    topic = _topic_of(request.path)
    try:
        taken = learner_file(topic, request.path.parent)
        loaded = learners.load(taken.path, topic, taken.note)
    except CourseError as error:
        pytest.fail(str(error), pytrace=False)
    config.stash[_LOADED][request.path] = loaded
    return loaded


def part_of(item: pytest.Item) -> str | None:
    """The part that a test was marked with; None for anybody else's test."""
    part = getattr(getattr(item, "function", None), "course_part", None)
    return part if isinstance(part, str) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Collect the pictures that a check attaches."""
    if part_of(item) is None:
        return (yield)
    from course.public import collecting_pictures

    with collecting_pictures() as item.stash[_PICTURES]:
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what a check raised into a `Result` and the report into a few readable lines."""
    report = yield
    part = part_of(item)
    counts = call.when == "call" or (call.when == "setup" and report.failed)
    if part is None or not counts or report.skipped:
        return report
    from course.results import judge
    from course.terminal import block

    error = call.excinfo.value if call.excinfo else None
    learner: Any = item.funcargs.get("learner") if isinstance(item, pytest.Function) else None
    result = judge(
        error,
        learner,
        part=part,
        name=item.name,
        title=_title(item),
        printed=report.capstdout,
        pictures=item.stash.get(_PICTURES, ()),
    )
    item.config.stash[RESULTS].append(result)
    if result.outcome == "not_attempted":
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, "Skipped: not attempted yet")
    elif result.outcome != "passed":
        report.longrepr = block(result)
        report.sections = []  # what was printed is in the block, without TensorFlow's chatter
    loaded = item.config.stash[_LOADED].get(item.path)
    facts = {"topic": _topic_of(item.path), "part": part, "outcome": result.outcome}
    report.course = facts | {"taken": loaded.note if loaded else ""}  # type: ignore[attr-defined]  # plain data: xdist
    return report


class _Summary:
    """Counts what is not attempted, from reports alone: with xdist they come from other processes."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember the facts that the summary needs."""
        facts = getattr(report, "course", None)
        if facts is not None:
            self.seen.append(facts)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A part that is not attempted yet is not a success."""
        if session.exitstatus == 0 and any(facts["outcome"] == "not_attempted" for facts in self.seen):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say which file was checked where there were two, what is not attempted yet and where to start."""
        for topic in sorted({facts["topic"] for facts in self.seen}):
            mine = [facts for facts in self.seen if facts["topic"] == topic]
            for taken in sorted({facts["taken"] for facts in mine} - {""}):
                terminalreporter.write_line(f"{topic}: checked {taken}.")
            waiting = [facts["part"] for facts in mine if facts["outcome"] == "not_attempted"]
            if waiting:
                verb = "Start" if len(waiting) == len(mine) else "Go on"
                terminalreporter.write_line(
                    f"{topic}: {len(waiting)} of {len(mine)} checks not attempted yet. "
                    f"{verb} with {_described(topic, waiting[0])}."
                )


def _topic_of(checks: Path) -> str:
    """`fcn` for `16_fcn/test_fcn.py`; elsewhere what the name of the file says."""
    folder = re.fullmatch(r"\d\d_(\w+)", checks.parent.name)
    return folder[1] if folder else checks.stem.removeprefix("test_")


def _title(item: pytest.Item) -> str:
    """First line of the docstring, with pytest's parameters."""
    doc = getattr(getattr(item, "function", None), "__doc__", None) or item.name.removeprefix("test_").replace("_", " ")
    _, bracket, parameters = item.name.partition("[")
    return str(doc).strip().split("\n")[0].rstrip(".") + (f" [{parameters}" if bracket else "")


def _described(topic_name: str, part_name: str) -> str:
    from course.results import describe
    from course.syllabus import CourseError, topic

    try:
        return describe(topic(topic_name).part(part_name))
    except CourseError:  # checks of somebody's own topic
        return f"`{part_name}`"
