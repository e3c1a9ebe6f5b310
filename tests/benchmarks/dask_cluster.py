"""A Dask scheduler and worker processes on this machine, for the time of a measurement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Client

from tests.ports import free_port


@contextmanager
def local_cluster(workers: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a scheduler with so many workers of one thread each, and the scheduler's process."""
    host, port = "tcp://127.0.0.1", free_port()
    address = f"{host}:{port}"
    scheduler = _start("scheduler", "--host", host, "--port", str(port))
    started = [scheduler, *(_start("worker", address, "--nthreads", "1", "--no-nanny") for _ in range(workers))]
    try:
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address, scheduler
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _start(kind: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, "--no-dashboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
