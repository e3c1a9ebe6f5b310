"""Watches a worker's memory and processor time for a supervisor that polls, and clears away after it."""

from __future__ import annotations

import os
import signal

from autograder.sandbox import libc
from autograder.sandbox.policy import Policy
from autograder.sandbox.spawning import STARTED, Started
from autograder.sandbox.usage import Usage, descendants

MIB = 1 << 20
FILLED_A_SECOND = 16 * 1024.0
"""MiB: more than two processors write to new memory."""
SOONEST, LATEST = 0.02, 0.1


class Watchdog:
    """The watchdog of one worker; made in the process that called `spawn`, any time before the worker is waited for.

    Memory is what the whole PID namespace uses, scratch folder included, beyond what the worker had from the fork.
    `peak_mib` is the highest seen by `check`; `cpu_seconds` the latest. `pause` is the time in seconds after which to check
    again: sooner, the less memory is left to the worker.
    """

    def __init__(self, worker_pid: int, policy: Policy) -> None:
        self.pid = worker_pid
        self.policy = policy
        self.peak_mib = 0.0
        self.cpu_seconds = 0.0
        self.pause = SOONEST
        known = STARTED.pop(worker_pid, None)
        self._started: Started = known if known is not None else Started(Usage(worker_pid), sealed=False)

    def check(self) -> str | None:
        """Measure once; "memory" or "cpu" when that limit is passed, else None. Takes well under a millisecond."""
        usage = self._started.usage
        used = usage.memory(self._children()) / MIB
        self.pause = min(max((self.policy.memory_mib - used) / FILLED_A_SECOND, SOONEST), LATEST)
        self.peak_mib = max(self.peak_mib, used)
        self.cpu_seconds = max(self.cpu_seconds, usage.cpu_seconds())
        if used > self.policy.memory_mib:
            return "memory"
        if self.policy.cpu_seconds is not None and self.cpu_seconds > self.policy.cpu_seconds:
            return "cpu"
        return None

    def kill(self) -> None:
        """End the worker and every process it has started. The caller still has to wait for it."""
        for pid in (self.pid, *self._children()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def close(self) -> None:
        """Clear away what the worker leaves behind. Call when it has been waited for."""
        self._started.clear()

    def _children(self) -> tuple[int, ...]:
        """Only without a seccomp filter can there be any."""
        if self._started.sealed or not libc.LINUX:
            return ()
        return descendants(self.pid)
