"""The worker keeps the descriptors it is given and no other."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable


def check(keep: Iterable[int]) -> None:
    """Raise ValueError for a standard stream, or a folder, through which the old file system would stay in reach."""
    for fd in keep:
        if fd < 3:
            raise ValueError(f"descriptor {fd} is a standard stream: give stdout= and stderr= instead")
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise ValueError(f"descriptor {fd} is a folder and would let the worker out of its file system")


def close_all_but(keep: Iterable[int]) -> None:
    """Close every descriptor from 3 on that is not in `keep`."""
    start = 3
    for fd in sorted({fd for fd in keep if fd >= 3}):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, _highest() + 1)


def standard_streams(stdout: int | None, stderr: int | None) -> None:
    """Point stdin at /dev/null, stdout and stderr at the given descriptors or at /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    sinks = (null, null if stdout is None else stdout, null if stderr is None else stderr)
    # Copies first: a sink may itself be one of 0, 1 and 2.
    copies = [os.dup(fd) for fd in sinks]
    for target, copy in enumerate(copies):
        os.dup2(copy, target, inheritable=True)
    for fd in (*copies, null):
        if fd > 2:
            os.close(fd)


def _highest() -> int:
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            return max(int(name) for name in os.listdir(folder))
        except (OSError, ValueError):
            continue
    return int(os.sysconf("SC_OPEN_MAX"))
