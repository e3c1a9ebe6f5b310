"""The worker's first steps: put up every layer, outermost first, then run what it was made for."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from autograder.sandbox import (
    descriptors,
    filesystem,
    handshake,
    landlock_layer,
    libc,
    namespaces,
    rlimits,
    seccomp_layer,
)
from autograder.sandbox.policy import SCRATCH, Policy, SandboxError

_HOST_FILES = ("/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts", "/proc/cpuinfo", "/proc/meminfo")


@dataclass(frozen=True)
class Prepared:
    """What is the same for every worker, worked out once in the fork server."""

    view: filesystem.View | None
    landlock: bool
    seccomp: bool


@dataclass(frozen=True)
class Errand:
    """What one worker is made for, and what it may keep. `folder` is its scratch folder under isolation "process"."""

    policy: Policy
    main: Callable[[], object]
    keep: tuple[int, ...]
    stdout: int | None = None
    stderr: int | None = None
    folder: str | None = None


def run(prepared: Prepared, errand: Errand, channel: socket.socket) -> NoReturn:
    """The worker's whole life, in a process just forked: never returns, whatever happens."""
    status = 1
    try:
        try:
            _enter(prepared, errand, channel)
        except Exception as error:
            handshake.tell_failure(channel, error)
            os._exit(status)
        channel.close()
        errand.main()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _enter(prepared: Prepared, errand: Errand, channel: socket.socket) -> None:
    os.setsid()  # kill(0, …) reaches a whole process group, even across PID namespaces
    _default_signals()
    sinks = [fd for fd in (errand.stdout, errand.stderr) if fd is not None]
    descriptors.close_all_but((*errand.keep, *sinks, channel.fileno()))
    if errand.folder is None:
        scratch = SCRATCH
        readable = _leave_the_host(prepared, errand.policy, channel)
    else:
        scratch = errand.folder
        readable = _stay_on_the_host(prepared, channel)
    _settle(scratch)
    descriptors.standard_streams(errand.stdout, errand.stderr)
    descriptors.close_all_but((*errand.keep, channel.fileno()))
    rlimits.apply(errand.policy)
    if libc.LINUX:
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        if prepared.landlock:
            landlock_layer.restrict(readable, [scratch], filesystem.DEVICES)
        libc.drop_capabilities()
        libc.prctl(libc.PR_SET_DUMPABLE, 0)
        libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
        if prepared.seccomp:
            seccomp_layer.restrict()
    channel.sendall(handshake.READY)
    _await_go(channel)  # only from here on does the kernel tell us of our supervisor's death: was it before?


def _leave_the_host(prepared: Prepared, policy: Policy, channel: socket.socket) -> list[str]:
    """Isolation "full": namespaces, a root of its own, another uid; returns what is to be readable there."""
    if prepared.view is None:
        raise SandboxError("filesystem", "nothing was prepared")
    view = prepared.view.showing(policy.readable)
    _volunteer_for_the_oom_killer()
    privileged = namespaces.privileged()
    uid = namespaces.worker_uid(policy, int(os.readlink("/proc/self")))
    namespaces.enter_rest()
    fd = filesystem.enter(view, policy.scratch_mib, uid)
    if privileged:
        namespaces.enter_user_namespace()
    socket.send_fds(channel, [handshake.MOUNTED], [fd])
    os.close(fd)
    _await_go(channel)
    if privileged:
        namespaces.become(uid)
    return [*view.targets(), "/etc", *filesystem.PROC]


def _stay_on_the_host(prepared: Prepared, channel: socket.socket) -> list[str]:
    """Isolation "process": nothing to enter; returns what Landlock, where there is one, leaves readable."""
    if libc.LINUX:
        _volunteer_for_the_oom_killer()
    channel.sendall(handshake.MOUNTED)
    _await_go(channel)
    if prepared.view is None:
        return []
    return [*prepared.view.targets(), *_HOST_FILES, f"/proc/{os.getpid()}"]


def _await_go(channel: socket.socket) -> None:
    if channel.recv(1) != handshake.GO:
        os._exit(1)  # the supervisor is gone


def _settle(scratch: str) -> None:
    """Make the scratch folder the working, home and temporary folder."""
    os.chdir(scratch)
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "KERAS_HOME", "PWD"):
        os.environ[name] = scratch
    os.environ["USER"] = os.environ["LOGNAME"] = "learner"
    tempfile.tempdir = None


def _default_signals() -> None:
    signal.set_wakeup_fd(-1)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP, signal.SIGALRM, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)


def _volunteer_for_the_oom_killer() -> None:
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        return  # a kindness to the machine, not a protection
