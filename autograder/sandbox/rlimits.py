"""Per-process limits: processor time, files, threads, core dumps."""

from __future__ import annotations

import math
from pathlib import Path

from autograder.sandbox.policy import Policy

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MIB = 1 << 20
STACK = 8 * MIB
CPU_GRACE = 1
"""Seconds of processor time that the watchdog has to name the reason before the kernel kills."""
DATA_SLACK = 4096 * MIB
"""Address space for thread stacks and allocator arenas beyond the memory limit, which the watchdog measures."""


def apply(policy: Policy) -> None:
    """Lower soft and hard limits of this process; limits that are already lower stay."""
    for name, value in limits(policy).items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))


def limits(policy: Policy) -> dict[str, int]:
    """Name of each limit and its value, in the units of setrlimit(2)."""
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": policy.open_files,
        "RLIMIT_FSIZE": policy.scratch_mib * MIB,
        "RLIMIT_STACK": STACK,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": 256,
        "RLIMIT_DATA": _data_segment() + policy.memory_mib * MIB + DATA_SLACK,
    }
    if policy.isolation == "full":
        wanted["RLIMIT_NPROC"] = policy.threads  # counted for the worker alone; otherwise for all that the user runs
    if policy.cpu_seconds is not None:
        wanted["RLIMIT_CPU"] = math.ceil(policy.cpu_seconds) + CPU_GRACE
    return wanted


def _data_segment() -> int:
    """Bytes of private writable memory already mapped: inherited from the fork server, not the worker's doing."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
