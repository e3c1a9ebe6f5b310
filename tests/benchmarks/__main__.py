"""`make bench`: how fast grading is, against its own lower limit and against other ways to grade the same notebooks.

Everything is measured in one run, on the same submissions with the same hidden checks, so that the ratios hold on any
machine: our engine (one job, two jobs, two Dask workers), the same observations in one warm process (the lower limit),
pytest in a fresh process per submission, `nbgrader autograde` with the checks in its test cells, and `otter run` with the
checks in its test files. Usage:

    python -m tests.benchmarks [--topics fcn,lstm] [--copies 3] [--no-peers]
"""

from __future__ import annotations

import argparse
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
OWN_DEVICES = {"accelerators"}  # asks for workers of one, two and three devices: no single process has all of these
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measured:
    """One way to grade: seconds of wall and processor time for `count` submissions."""

    name: str
    count: int
    wall: float
    cpu: float
    note: str = ""

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
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as folder:
        room = Path(folder) / "class"
        _make_class(room, list(topics), arguments.copies)
        rows = _ours(room)
        rows.append(_on_a_cluster(room))
        rows.append(_lower_limit(room))
        if not arguments.no_peers:
            rows.append(_fresh_processes(room))
            rows.append(nbgrader_course.measure(room, Path(folder) / "nbgrader", list(topics), Measured))
            rows.append(otter_run.measure(room, Path(folder) / "otter", Measured))
    _print(rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--topics", default="", help="comma-separated; by default all that one process can grade")
    parser.add_argument("--copies", type=int, default=3, help="submissions per topic")
    parser.add_argument("--no-peers", action="store_true", help="only our engine and its lower limit")
    return parser.parse_args()


def _make_class(room: Path, topics: list[Topic], copies: int) -> None:
    for number in range(copies):
        for topic in topics:
            path = room / f"student{number:02d}" / f"{topic.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(source_notebook(topic)).replace("### BEGIN SOLUTION", f"# copy {number}"))


def _ours(room: Path) -> list[Measured]:
    """Our engine with a warm fork server, once to compute the reference's observations, then measured."""
    submissions = find([room]).submissions
    rows = []
    with ForkServer.running() as server:
        first = {submission.topic: submission for submission in submissions}
        batch.grade(list(first.values()), batch.Options(1, run_seed=SEED), lambda report: None, server)
        for jobs in (1, 2):
            reports: list[Report] = []
            started = time.monotonic()
            batch.grade(submissions, batch.Options(jobs, run_seed=SEED), reports.append, server)
            wall = time.monotonic() - started
            worst = [report for report in reports if report.score != report.max_score]
            assert not worst, f"{worst[0].topic} is not graded right: nothing is measured"
            rows.append(Measured(f"our engine, {jobs} job{'s'[: jobs - 1]}", len(reports), wall, _cpu(reports)))
        _print_workers(server, {submission.topic for submission in submissions})
    return rows


def _on_a_cluster(room: Path) -> Measured:
    """Two Dask workers on this machine, warm as the fork server above: after four rounds through all topics."""
    submissions = find([room]).submissions
    reports: list[Report] = []
    options = batch.Options(run_seed=SEED)
    with local_cluster(2) as (address, _):
        one_each = list({submission.topic: submission for submission in submissions}.values())
        cluster.grade(one_each * 4, options, lambda report: None, address)
        started = time.monotonic()
        cluster.grade(submissions, options, reports.append, address)
        wall = time.monotonic() - started
    return Measured("our engine, 2 Dask workers", len(reports), wall, _cpu(reports))


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


def _cpu(reports: list[Report]) -> float:
    return sum(report.cpu_seconds for report in reports)


def _lower_limit(room: Path) -> Measured:
    """The same checks and observations in one process that has imported and warmed everything."""
    return _child("the same observations in one warm process", room, [str(path) for path in sorted(room.glob("*/*"))])


def _fresh_processes(room: Path) -> Measured:
    """pytest in a new process for every submission."""
    paths = sorted(room.glob("*/*"))

    def run() -> None:
        for path in paths:
            _run([sys.executable, "-m", "tests.benchmarks.in_process", "--cold", str(path)])

    return timed("pytest, a process per submission", len(paths), run)


def _child(name: str, room: Path, paths: list[str]) -> Measured:
    told = _run([sys.executable, "-m", "tests.benchmarks.in_process", *paths]).split()
    return Measured(name, len(paths), float(told[-2]), float(told[-1]))


def timed(name: str, count: int, run: Callable[[], None], note: str = "") -> Measured:
    """Wall time and the processor time of child processes while `run` runs."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(name, count, time.monotonic() - started, cpu, note)


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
    print(f"CPU over the lower limit: {ours.cpu_each / limit.cpu_each:.2f} x")


if __name__ == "__main__":
    main()
