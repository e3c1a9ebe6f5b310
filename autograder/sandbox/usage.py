"""Reads from the kernel what a process uses: memory with all that belongs to it, and processor time."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.sandbox import libc

_COUNTED = (b"RssAnon:", b"RssShmem:", b"VmSwap:", b"VmPTE:", b"HugetlbPages:")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Usage:
    """Memory and processor time of one worker. `scratch` is a descriptor of its scratch folder's file system.

    Made right after the fork: its files of /proc are opened before the worker gives up its rights, since a /proc that
    hides other users' processes hides this one afterwards.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.scratch: int | None = None
        self.baseline = 0
        self._status = _open(f"/proc/{pid}/status")
        self._stat = _open(f"/proc/{pid}/stat")

    def set_baseline(self) -> None:
        """Take what the worker has now, inherited from the fork server, as nothing."""
        self.baseline = self.memory()

    def memory(self, others: tuple[int, ...] = ()) -> int:
        """Bytes beyond the baseline of the worker, its scratch folder and `others` (process ids); 0 when all is gone.

        Counted are anonymous and shared memory, swap, huge pages and page tables.
        """
        total = memory_of(_read(self._status)) + self._scratch_bytes()
        if not libc.LINUX:
            total += _resident(self.pid)
        for pid in others:
            file = _open(f"/proc/{pid}/status")
            total += memory_of(_read(file))
            _close(file)
        return max(0, total - self.baseline)

    def cpu_seconds(self) -> float:
        """Processor time of all threads of the worker so far; 0.0 when it is gone."""
        fields = _read(self._stat).rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS if len(fields) > 12 else 0.0

    def close(self) -> None:
        for fd in (self._status, self._stat, self.scratch):
            _close(fd)
        self._status = self._stat = self.scratch = None

    def _scratch_bytes(self) -> int:
        if self.scratch is None:
            return 0
        state = os.statvfs(self.scratch)
        return (state.f_blocks - state.f_bfree) * state.f_frsize


def memory_of(status: bytes) -> int:
    """Bytes that one /proc/PID/status tells of."""
    return 1024 * sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(_COUNTED))


def descendants(pid: int) -> tuple[int, ...]:
    """Process ids of all children, and theirs, of a Linux process that has not been reaped."""
    found: list[int] = []
    queue = [pid]
    while queue:
        for file in Path(f"/proc/{queue.pop()}/task").glob("*/children"):
            try:
                children = [int(child) for child in file.read_text().split()]
            except OSError:
                continue  # the thread has ended meanwhile
            found += children
            queue += children
    return tuple(found)


def _resident(pid: int) -> int:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _read(fd: int | None) -> bytes:
    if fd is None:
        return b""
    try:
        return os.pread(fd, 16384, 0)
    except OSError:
        return b""  # the process is gone


def _close(fd: int | None) -> None:
    if fd is not None:
        os.close(fd)
