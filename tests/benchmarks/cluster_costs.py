"""What the single processes of a cluster cost per submission: the client, Dask's scheduler, and the one writer of reports.

`autograder.cluster` hands real notebooks to a real scheduler and two workers, which answer at once with a report instead of
grading. The simulation takes its costs from here. Usage:

    python -m tests.benchmarks.cluster_costs [--submissions 1000] [--disk FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
from distributed import Client

from autograder import batch, cluster
from autograder.build import render, source_notebook
from autograder.grading import Submission
from autograder.records import Report, write_report
from course import syllabus
from tests.benchmarks.dask_cluster import local_cluster


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cluster_costs", description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--disk", type=Path, help="a folder on the disk that reports would be written to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="autograder-costs-", dir=arguments.disk) as folder:
        for name, seconds in measure(arguments.submissions, Path(folder)).items():
            print(f"{name}: {seconds * 1000:.2f} ms")


def measure(count: int, out: Path) -> dict[str, float]:
    """Seconds for each submission: of processor time in client and scheduler, of wall time for writing its report."""
    data = render(source_notebook(syllabus.topic("fcn"))).encode()
    submissions = [Submission(f"student{number}", "fcn", Path("fcn.ipynb"), data) for number in range(count)]
    reports: list[Report] = []
    with local_cluster(2) as (address, scheduler):
        with Client(address, timeout=60, set_as_default=False) as client:
            client.run(_answer_at_once)
        mine, its = time.process_time(), _cpu(scheduler)
        cluster.grade(submissions, batch.Options(), reports.append, address)
        mine, its = time.process_time() - mine, _cpu(scheduler) - its
    started = time.monotonic()
    for report in reports:
        write_report(out, report)
    writing = time.monotonic() - started
    return {"client": mine / count, "scheduler": its / count, "writing a report": writing / count}


def _cpu(process: subprocess.Popen[bytes]) -> float:
    times = psutil.Process(process.pid).cpu_times()
    return times.user + times.system


def _answer_at_once() -> None:
    """In a worker: instead of grading, a report of the usual size."""

    def answer(task: cluster.Task) -> Report:
        return batch.fault_report(task.submission, task.options, "nothing was graded")

    cluster.grade_here = answer  # type: ignore[assignment]


if __name__ == "__main__":
    main()
