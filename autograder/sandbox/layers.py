"""What this machine's sandbox is made of: every layer put up for real in a throw-away process, for `doctor`."""

from __future__ import annotations

import json
import os
import platform
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import filesystem, landlock_layer, libc, namespaces, seccomp_layer
from autograder.sandbox.policy import Policy, SandboxError
from autograder.sandbox.remedies import remedy


@dataclass(frozen=True)
class Layer:
    """One line of `doctor`. `optional`: grading goes on without it."""

    name: str
    available: bool
    detail: str
    remedy: str = ""
    optional: bool = False


def layers() -> list[Layer]:
    """Every layer of isolation "full", tested; none needs TensorFlow and none leaves anything behind."""
    found = [_python()]
    if not libc.LINUX:
        missing = f"{platform.system() or sys.platform} has no such thing"
        return [*found, *(Layer(name, False, missing, remedy("platform")) for name in ("platform", *_PROBES))]
    found.append(Layer("platform", True, f"Linux {platform.release()} on {platform.machine()}"))
    found += [_probe(name, probe) for name, probe in _PROBES.items()]
    found.append(_cgroup())
    return found


def _probe(name: str, probe: Callable[[], str]) -> Layer:
    try:
        detail = in_child(probe)
    except SandboxError as error:
        return Layer(name, False, error.reason, error.remedy or remedy(name))
    return Layer(name, True, detail)


def in_child(probe: Callable[[], str]) -> str:
    """What `probe` returns in a fork of this process; its SandboxError or OSError is raised here as SandboxError."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        answer: dict[str, str] = {}
        try:
            os.close(reading)
            answer = {"detail": probe()}
        except SandboxError as error:
            answer = {"layer": error.layer, "reason": error.reason, "remedy": error.remedy}
        except Exception as error:
            answer = {"layer": "", "reason": f"{type(error).__name__}: {error}", "remedy": ""}
        finally:
            os.write(writing, json.dumps(answer).encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    if not text:
        raise SandboxError("", "the test process died")
    told: dict[str, str] = json.loads(text)
    if "detail" in told:
        return told["detail"]
    raise SandboxError(told["layer"], told["reason"], told["remedy"])


def _as_first_process(probe: Callable[[], str]) -> str:
    """Run `probe` as process 1 of a new PID namespace."""
    namespaces.enter_before_fork()
    return in_child(probe)


def _python() -> Layer:
    version = platform.python_version()
    good = (3, 10) <= sys.version_info[:2] <= (3, 13)
    return Layer("python", good, f"Python {version}", "" if good else "Use Python 3.10 to 3.13, which TensorFlow has.")


def _uid() -> str:
    if not namespaces.privileged():
        return f"started as an ordinary user: workers keep uid {os.geteuid()}, in a user namespace of their own"
    uid = namespaces.worker_uid(Policy(), os.getpid())
    os.setgroups([])
    namespaces.become(uid)
    return f"started as root: workers get uids of their own, such as {uid}"


def _user_namespace() -> str:
    libc.unshare(libc.CLONE_NEWUSER)
    return "the worker has no rights over the machine's namespaces"


def _pid_namespace() -> str:
    def first() -> str:
        if os.getpid() != 1:
            raise SandboxError("pid namespace", f"the worker would be process {os.getpid()}, not 1")
        return "the worker is process 1 and sees no other"

    return _as_first_process(first)


def _other_namespaces() -> str:
    def alone() -> str:
        namespaces.enter_rest()
        names = [name for _, name in socket.if_nameindex()]
        if set(names) - {"lo", "sit0", "tunl0", "ip6tnl0"}:
            raise SandboxError("namespaces", f"the network still has {', '.join(names)}")
        return "mount, network, IPC, UTS and cgroup namespaces"

    return _as_first_process(alone)


def _filesystem() -> str:
    view = filesystem.plan()

    def inside() -> str:
        namespaces.enter_rest()
        filesystem.enter(view, 1, namespaces.worker_uid(Policy(), 2))
        left = sorted(os.listdir("/"))
        return f"a root of its own with {', '.join(left)}"

    return _as_first_process(inside)


def _landlock() -> str:
    version = landlock_layer.abi()
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    landlock_layer.restrict([], [], [])
    try:
        os.close(os.open("/etc/passwd", os.O_RDONLY))
    except PermissionError:
        extras = [name for abi, name in ((4, "TCP"), (6, "abstract sockets and signals")) if version >= abi]
        lacks = "" if version >= 2 else " (workers cannot move files between folders before kernel 5.19)"
        return f"version {version}: {', '.join(['files', *extras])}{lacks}"
    raise SandboxError("landlock", "a restricted process could still open /etc/passwd")


def _seccomp() -> str:
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    seccomp_layer.restrict()
    try:
        socket.socket().close()
    except PermissionError:
        return f"a filter of {len(seccomp_layer.program()) // 8} instructions"
    raise SandboxError("seccomp", "a filtered process could still open a socket")


def _cgroup() -> Layer:
    """Only told: the watchdog measures memory without it."""
    own = Path("/sys/fs/cgroup")
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        if line.startswith("0::"):
            own /= line[3:].lstrip("/")
    delegated = (own / "cgroup.subtree_control").exists() and os.access(own / "cgroup.subtree_control", os.W_OK)
    if delegated and "memory" in (own / "cgroup.controllers").read_text().split():
        return Layer("cgroup", True, "a memory controller is delegated; the watchdog does without", optional=True)
    detail = "no memory controller is delegated; the watchdog measures memory instead"
    advice = "For a second limit around all workers: `systemd-run --user --scope -p MemoryMax=8G autograder grade …`."
    return Layer("cgroup", False, detail, advice, optional=True)


_PROBES: dict[str, Callable[[], str]] = {
    "uid": _uid,
    "user namespace": _user_namespace,
    "pid namespace": _pid_namespace,
    "namespaces": _other_namespaces,
    "filesystem": _filesystem,
    "landlock": _landlock,
    "seccomp": _seccomp,
}
