"""Shared by all tests: one warm fork server and one seed of hidden inputs for every xdist worker of the session."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.client import ForkServer, WorkerHandle
from autograder.grading import Grader
from autograder.sandbox import Policy
from course.syllabus import topic

collect_ignore = ["mini", "submissions", "attacks"]  # material of tests: a tiny course, answers, hostile code
SERVER, SEED = "AUTOGRADER_SERVER", "AUTOGRADER_TEST_SEED"
SAME = "7465737473206f6620612063"
"""The seed unless another is asked for: a red run tells of the change; `autograder check-course --seeds` draws fresh ones."""
_started: list[ForkServer] = []
_cache: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """In the controlling process: start what all workers share."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    seed = os.environ.get(SEED, SAME)
    os.environ[SEED] = f"{secrets.randbits(128) if seed == 'random' else int(seed, 16):032x}"
    if "AUTOGRADER_CACHE" not in os.environ:
        _cache.append(tempfile.mkdtemp(prefix="autograder-cache-"))
        os.environ["AUTOGRADER_CACHE"] = _cache[0]
    if SERVER not in os.environ:
        server = ForkServer()
        server.start()
        _started.append(server)
        os.environ[SERVER] = str(server.folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started here."""
    for server in _started:
        server.stop()
        os.environ.pop(SERVER, None)
    for folder in _cache:
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop("AUTOGRADER_CACHE", None)
    _started.clear()
    _cache.clear()


def pytest_report_header() -> str:
    return f"run seed of hidden inputs: {os.environ.get(SEED, 'none')} (another: {SEED}=random, or 32 hex digits)"


@pytest.fixture(scope="session")
def server() -> ForkServer:
    """The session's warm fork server."""
    return ForkServer.attach(Path(os.environ[SERVER]))


@pytest.fixture
def worker(server: ForkServer) -> Iterator[WorkerHandle]:
    """A fresh worker in its sandbox, with nothing loaded."""
    handle = server.spawn(Policy())
    yield handle
    handle.end()


@pytest.fixture(scope="session")
def run_seed() -> int:
    """The session's seed for hidden inputs."""
    return int(os.environ[SEED], 16)


@pytest.fixture(scope="session")
def graders(server: ForkServer, run_seed: int) -> Iterator[dict[tuple[str, bool], Grader]]:
    """Graders by topic and overlay, each made once in this process."""
    made = _Graders(server, run_seed)
    yield made
    for grader in made.values():
        grader.close()


class _Graders(dict[tuple[str, bool], Grader]):
    def __init__(self, server: ForkServer, run_seed: int) -> None:
        super().__init__()
        self.server, self.run_seed = server, run_seed

    def __missing__(self, key: tuple[str, bool]) -> Grader:
        name, overlay = key
        self[key] = Grader(self.server, topic(name), self.run_seed, overlay=overlay)
        return self[key]
