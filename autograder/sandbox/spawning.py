"""Fork a worker into its sandbox, from the supervisor's side, or say which layer of it failed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.sandbox import descriptors, filesystem, handshake, landlock_layer, libc, namespaces, seccomp_layer
from autograder.sandbox.entering import Errand, Prepared, run
from autograder.sandbox.policy import Policy, SandboxError
from autograder.sandbox.remedies import remedy
from autograder.sandbox.usage import Usage


@dataclass
class Started:
    """What the supervisor holds of a worker: how to measure it, and what to clear away after it.

    `sealed`: no child process can exist, since a seccomp filter refuses to make one.
    """

    usage: Usage
    sealed: bool
    folder: str | None = None

    def clear(self) -> None:
        self.usage.close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


STARTED: dict[int, Started] = {}
"""By the worker's process id, until the Watchdog takes it over."""


def prepare() -> Prepared:
    """Work out what the worker may read and compile its filters. Call once, in the fork server, before forking.

    Does not fail for a missing layer: `spawn` reports it, where the policy says whether it is needed.
    """
    if not libc.LINUX:
        return Prepared(None, landlock=False, seccomp=False)
    libc.libc()
    return Prepared(filesystem.plan(), landlock=_works(landlock_layer.abi), seccomp=_works(seccomp_layer.program))


def once_only(policy: Policy) -> bool:
    """Whether `spawn` under this policy, as this user, is for a process of its own: it can do so only once."""
    return policy.isolation == "full" and not namespaces.privileged()


def spawn(
    prepared: Prepared,
    policy: Policy,
    keep_fds: Iterable[int],
    main: Callable[[], object],
    *,
    stdout: int | None = None,
    stderr: int | None = None,
) -> int:
    """Fork a worker, put up its sandbox, run `main` in it; returns its process id as the caller sees it.

    Called in a process with one thread, the worker's supervisor. The worker keeps `keep_fds` (neither folders nor 0, 1, 2) and
    nothing else; its stdin is /dev/null, its stdout and stderr go to the given descriptors or nowhere. It ends when
    `main` returns (status 0) or raises (status 1), and dies with the thread that called. An ordinary user can spawn
    under isolation "full" once in a process, since the process itself enters a user namespace (see `once_only`).

    Errors: SandboxError when a layer cannot be put up; `main` has not run then, and the worker is gone.
    """
    keep = tuple(keep_fds)
    descriptors.check(keep)
    full = policy.isolation == "full"
    _require(prepared, full=full)
    folder = None if full else tempfile.mkdtemp(prefix="worker-")
    errand = Errand(policy, main, keep, stdout, stderr, folder)
    ours, theirs = socket.socketpair()
    old = namespaces.enter_before_fork() if full else None
    pid = os.fork()
    if pid == 0:
        run(prepared, errand, theirs)
    namespaces.restore(old)
    theirs.close()
    started = Started(Usage(pid), prepared.seccomp, folder)
    try:
        started.usage.scratch = handshake.expect(ours, handshake.MOUNTED)
        started.usage.set_baseline()
        if full and namespaces.privileged():
            namespaces.map_worker(pid, namespaces.worker_uid(policy, pid))
        ours.sendall(handshake.GO)
        handshake.expect(ours, handshake.READY)
        ours.sendall(handshake.GO)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        started.clear()
        raise
    finally:
        ours.close()
    STARTED[pid] = started
    return pid


def _require(prepared: Prepared, *, full: bool) -> None:
    if not hasattr(os, "fork"):
        raise SandboxError("platform", f"{sys.platform} cannot fork", "Grade on Linux.")
    if not full:
        return
    if not libc.LINUX:
        raise SandboxError("platform", f"{sys.platform} has no namespaces", remedy("platform"))
    if not prepared.landlock:
        landlock_layer.abi()
    if not prepared.seccomp:
        seccomp_layer.program()


def _works(probe: Callable[[], object]) -> bool:
    try:
        probe()
    except SandboxError:
        return False
    return True
