"""`make bench`: how fast grading is, against its own lower limit and against other ways to grade the same notebooks.

Everything is measured in one run, on the same submissions with the same hidden checks, so that the ratios hold on any
machine: our engine (one job, two jobs, two Dask workers), the same observations in one warm process (the lower limit),
pytest in a fresh process per submission, `nbgrader autograde` with the checks in its test cells, and `otter run` with the
checks in its test files. What takes seconds is measured in rounds between what takes minutes, since a machine may become
faster or slower meanwhile. Usage:

    python -m tests.benchmarks [--topics fcn,lstm] [--copies 3] [--no-peers]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder import batch, cluster
from autograder.build import render, source_notebook
from autograder.client import ForkServer
from autograder.courses import Course
from autograder.records import Report
from autograder.sandbox import Policy
from autograder.submissions import find
from course import syllabus
from course.syllabus import Topic
from tests.benchmarks import nbgrader_course, otter_run
from tests.benchmarks.dask_cluster import local_cluster
from tests.benchmarks.in_process import given_cells

SEED = int("5eed" * 8, 16)
WARM_UP = "warm-up"
OWN_DEVICES = {"accelerators"}  # asks for workers of one, two and three devices: no single process has all of these
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measured:
    """One way to grade: seconds of wall and processor time for `count` submissions."""

    name: str
    count: int
    wall: float
    cpu: float

    def __add__(self, other: Measured) -> Measured:
        """Both rounds together."""
        return Measured(self.name, self.count + other.count, self.wall + other.wall, self.cpu + other.cpu)

    @property
    def per_hour(self) -> float:
        return 3600 * self.count / self.wall

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.count


def main() -> None:
    """Measure and print the table."""
    arguments = _arguments()
    os.environ["BENCH_SEED"] = str(SEED)  # kernels of nbgrader inherit it
    every = [topic for topic in syllabus.topics() if topic.name not in OWN_DEVICES]
    topics = [syllabus.topic(name) for name in arguments.topics.split(",")] if arguments.topics else every
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-bench-")))
        room = folder / "class"
        _make_class(room, list(topics), arguments.copies)
        _make_class(folder / WARM_UP, list(topics), 1, first=arguments.copies)
        server = stack.enter_context(ForkServer.running())
        address, _ = stack.enter_context(local_cluster(2))
        _warm(room, server, address)
        peers: list[Callable[[], Measured]] = [
            lambda: _fresh_processes(room),
            lambda: nbgrader_course.measure(room, folder / "nbgrader", list(topics), Measured),
            lambda: otter_run.measure(room, folder / "otter", Measured),
        ]
        rows, others = _round(room, server, address), []
        for peer in peers:
            others += [] if arguments.no_peers else [peer()]
            rows = [sum_ + row for sum_, row in zip(rows, _round(room, server, address), strict=True)]
        _print_workers(server, {topic.name for topic in topics})
    _print(rows + others)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--topics", default="", help="comma-separated; by default all that one process can grade")
    parser.add_argument("--copies", type=int, default=3, help="submissions per topic")
    parser.add_argument("--no-peers", action="store_true", help="only our engine and its lower limit")
    return parser.parse_args()


def _make_class(room: Path, topics: list[Topic], copies: int, first: int = 0) -> None:
    """Right answers, each on lines of its own: as students' do, no two share what TensorFlow remembers of a function.

    AutoGraph converts a function anew when its code object is another one, and equal lines make equal code objects.
    """
    for number in range(first, first + copies):
        for topic in topics:
            path = room / f"student{number:02d}" / f"{topic.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            notebook = source_notebook(topic)
            for cell in notebook.cells:
                if "### BEGIN SOLUTION" in cell.source:
                    cell.source = "# a copy\n" * number + cell.source.replace("### BEGIN SOLUTION", f"# copy {number}")
            path.write_text(render(notebook))


def _warm(room: Path, server: ForkServer, address: str) -> None:
    """The reference's observations are computed, and Dask workers warm as the fork server: after four rounds."""
    one_each = list({submission.topic: submission for submission in find([room]).submissions}.values())
    batch.grade(one_each, batch.Options(1, run_seed=SEED), lambda report: None, server)
    cluster.grade(one_each * 4, batch.Options(run_seed=SEED), lambda report: None, address)


def _round(room: Path, server: ForkServer, address: str) -> list[Measured]:
    """One job, two jobs, two Dask workers and the lower limit, one after the other."""
    submissions = find([room]).submissions

    def one_machine(jobs: int) -> Measured:
        before = _own_cpu(server)
        row = _graded(
            f"our engine, {jobs} job{'s'[: jobs - 1]}",
            lambda done: batch.grade(submissions, batch.Options(jobs, run_seed=SEED), done, server),
        )
        return Measured(row.name, row.count, row.wall, row.cpu + _own_cpu(server) - before)

    def on_a_cluster(done: Callable[[Report], None]) -> None:
        cluster.grade(submissions, batch.Options(run_seed=SEED), done, address)

    return [one_machine(1), one_machine(2), _graded("our engine, 2 Dask workers", on_a_cluster), _lower_limit(room)]


def _graded(name: str, grade: Callable[[Callable[[Report], None]], None]) -> Measured:
    """What `grade` takes to give all reports; processor time is that of graders and workers."""
    reports: list[Report] = []
    started = time.monotonic()
    grade(reports.append)
    wall = time.monotonic() - started
    worst = [report for report in reports if report.score != report.max_score]
    assert not worst, f"{worst[0].topic} is not graded right: nothing is measured"
    return Measured(name, len(reports), wall, sum(report.cpu_seconds for report in reports))


def _own_cpu(server: ForkServer) -> float:
    """Processor time of the fork server itself: it forks the workers and watches over them."""
    times = psutil.Process(server.pid).cpu_times()
    return times.user + times.system


def _print_workers(server: ForkServer, names: set[str]) -> None:
    """How long a worker takes from its start to a loaded submission, and the memory that it shares with nobody."""
    seconds, unique = [], []
    for name in sorted(names) * 3:
        topic = syllabus.topic(name)
        source, given = Course.found().files(topic).notebook.read_bytes(), given_cells(topic)
        request = {"do": "load", "source": source, "suffix": ".ipynb", "filename": "topic.ipynb"}
        started = time.monotonic()
        worker = server.spawn(Policy())
        worker.ask({**request, "given": given, "reference": None, "names": list(topic.names)}, 60)
        seconds.append(time.monotonic() - started)
        process = psutil.Process(worker.pid)
        supervisor = process.parent()  # the fork server, or for an ordinary user a process of its own
        assert supervisor is not None
        both = [process] if supervisor.pid == server.pid else [process, supervisor]
        unique.append(sum(each.memory_full_info().uss for each in both))
        worker.end()
    print(f"from the start of a worker to a loaded notebook: {statistics.median(seconds) * 1000:.0f} ms (median)")
    print(f"memory of a worker that it shares with nobody: {max(unique) / 2**20:.0f} MiB (largest)")


def _lower_limit(room: Path) -> Measured:
    """The same checks and observations in one process that has imported and warmed everything."""
    paths = [str(path) for folder in (room.with_name(WARM_UP), room) for path in sorted(folder.glob("*/*"))]
    return _child("the same observations in one warm process", paths, len(list(room.glob("*/*"))))


def _fresh_processes(room: Path) -> Measured:
    """pytest in a new process for every submission."""
    paths = sorted(room.glob("*/*"))

    def run() -> None:
        for path in paths:
            _run([sys.executable, "-m", "tests.benchmarks.in_process", "--last=1", str(path)])

    return timed("pytest, a process per submission", len(paths), run)


def _child(name: str, paths: list[str], count: int) -> Measured:
    told = _run([sys.executable, "-m", "tests.benchmarks.in_process", f"--last={count}", *paths]).split()
    return Measured(name, count, float(told[-2]), float(told[-1]))


def timed(name: str, count: int, run: Callable[[], None]) -> Measured:
    """Wall time and the processor time of child processes while `run` runs."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(name, count, time.monotonic() - started, cpu)


def _run(command: list[str]) -> str:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _print(rows: list[Measured]) -> None:
    ours, limit = rows[0], next(row for row in rows if "warm process" in row.name)
    print(f"\n{'':44} submissions/h   CPU s each   our throughput   our CPU")
    for row in rows:
        ratio = f"{ours.per_hour / row.per_hour:10.2f} x" if row is not ours else f"{'':12}"
        cpu = f"{ours.cpu_each / row.cpu_each:8.2f} x" if row is not ours else ""
        print(f"{row.name:44} {row.per_hour:13.0f} {row.cpu_each:12.2f} {ratio:>16} {cpu:>9}")
    print(f"\nfrom one job to two: {rows[1].per_hour / ours.per_hour:.2f} x the throughput")
    print(f"two Dask workers against two jobs: {rows[2].per_hour / rows[1].per_hour:.2f} x the throughput")
    one, two = (row.cpu_each / limit.cpu_each for row in rows[:2])
    print(f"CPU over the lower limit: {one:.2f} x with one job, {two:.2f} x with two")


if __name__ == "__main__":
    main()
