"""What a worker may use, and the one error that says which layer of the sandbox is missing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

Isolation = Literal["full", "process"]

SCRATCH = "/scratch"
"""Where the worker finds its writable folder under isolation "full" (also reached as /tmp)."""


class SandboxError(Exception):
    """A layer of the sandbox could not be put up; the worker did not run.

    Attributes: `layer` (name as in `layers()`), `reason` (what the system said), `remedy` (what to install or enable).
    """

    def __init__(self, layer: str, reason: str, remedy: str = "") -> None:
        self.layer = layer
        self.reason = reason
        self.remedy = remedy
        advice = f" {remedy}" if remedy else ""
        super().__init__(f"The sandbox layer '{layer}' is not available: {reason}.{advice}")

    @classmethod
    def from_os(cls, layer: str, error: OSError) -> SandboxError:
        """The same error with the remedy that is known for this layer and errno."""
        from autograder.sandbox.remedies import remedy

        text = os.strerror(error.errno) if error.errno else str(error)
        where = f" ({error.filename})" if error.filename else ""
        return cls(layer, f"{text}{where}", remedy(layer, error.errno or 0))


@dataclass(frozen=True)
class Policy:
    """Limits of one worker.

    Units: MiB for `scratch_mib` and `memory_mib`, seconds of processor time for `cpu_seconds` (None: no limit).
    `readable` adds folders or files, read-only, to what Python itself needs. `uid_base` is the first of the uids that
    workers get when the grader runs as root: each worker has `uid_base` plus its process id, so two never share one.
    `isolation="process"` leaves out namespaces and private folders, for machines that have none.
    """

    scratch_mib: int = 64
    memory_mib: int = 2048
    cpu_seconds: float | None = None
    open_files: int = 256
    threads: int = 512
    uid_base: int = 2_000_000_000
    readable: tuple[str, ...] = ()
    isolation: Isolation = "full"

    def __post_init__(self) -> None:
        if self.isolation not in ("full", "process"):
            raise ValueError(f"isolation is 'full' or 'process', not {self.isolation!r}")
        for name in ("scratch_mib", "memory_mib", "open_files", "threads"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive")
