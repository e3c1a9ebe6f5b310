"""Time limits that a busy machine does not shorten: time for which a worker was ready and got no processor is given back."""

from __future__ import annotations

import os
import time

MOST = 3.0  # at most so many times the limit is given back, whatever a submission does to its own threads


class Deadline:
    """A limit of `seconds` from now on for the process `pid`; with `pid` 0, or where the kernel does not say, wall time alone."""

    def __init__(self, seconds: float, pid: int = 0) -> None:
        self.seconds = seconds
        self.pid = pid
        self._started = time.monotonic()
        self._waited = waited(pid)

    def left(self) -> float:
        """Seconds that are left; 0 or less when the limit is over."""
        left = self.seconds - self.elapsed()
        return left if left > 0 else left + self.given_back()

    def elapsed(self) -> float:
        """Seconds of wall time since the start."""
        return time.monotonic() - self._started

    def given_back(self) -> float:
        """Seconds for which the process waited for a processor, up to `MOST` times the limit."""
        return min(max(0.0, waited(self.pid) - self._waited), MOST * self.seconds)


def waited(pid: int) -> float:
    """Seconds that the threads of a process have waited, ready to run, for a processor; 0.0 where that is not known.

    The second number of Linux's /proc/PID/task/TID/schedstat, in nanoseconds.
    """
    if not pid:
        return 0.0
    total = 0
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return 0.0
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as file:
                total += int(file.read().split()[1])
        except (OSError, IndexError, ValueError):  # the thread has ended, or the kernel keeps no such numbers
            continue
    return total / 1e9
