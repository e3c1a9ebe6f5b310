"""Namespaces and identity: the worker is process 1 of its own world, with a uid that owns nothing."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from autograder.sandbox import libc
from autograder.sandbox.policy import Policy, SandboxError

HOST_NAME = b"worker"
NOBODY = 65534
_NEEDED = 1 << 6 | 1 << 7 | 1 << 21
"""CAP_SETGID, CAP_SETUID, CAP_SYS_ADMIN."""


@functools.cache
def privileged() -> bool:
    """True for a root that may mount and change its uid; in a container, root often may not.

    Found out once in a process: its answer for the fork server is that for every worker until it is in its sandbox.
    """
    if os.geteuid() != 0 or sum(size for _, size in _mapped_uids()) <= 1:
        return False
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16) & _NEEDED == _NEEDED
    return False


def enter_before_fork() -> int | None:
    """Make the next fork process 1 of a new PID namespace; returns a descriptor of the old one to `restore`.

    As an ordinary user the caller itself enters a new user namespace, since nothing else gives the right to the rest.
    """
    if privileged():
        old = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        _unshare(libc.CLONE_NEWPID, "pid namespace")
        return old
    uid, gid = os.geteuid(), os.getegid()
    _unshare(libc.CLONE_NEWUSER, "user namespace")
    _map_ids("self", uid or NOBODY, uid, gid or NOBODY, gid)
    _unshare(libc.CLONE_NEWPID, "pid namespace")
    return None


def restore(old: int | None) -> None:
    """Undo `enter_before_fork` for later forks, where that is possible (it is not for an ordinary user)."""
    if old is not None:
        libc.setns(old, libc.CLONE_NEWPID)
        os.close(old)


def enter_rest() -> None:
    """Enter new mount, network, IPC, UTS and cgroup namespaces; the network has not even a loopback that is up."""
    flags = libc.CLONE_NEWNS | libc.CLONE_NEWNET | libc.CLONE_NEWIPC | libc.CLONE_NEWUTS | libc.CLONE_NEWCGROUP
    _unshare(flags, "namespaces")
    libc.set_host_name(HOST_NAME)


def worker_uid(policy: Policy, pid: int) -> int:
    """A uid that no account and no other worker has; `pid` is the worker's process id outside.

    Raises SandboxError when this process is root of a user namespace too small for `uid_base`.
    """
    if not privileged():
        return os.geteuid() or NOBODY
    ranges = _mapped_uids()
    wanted = policy.uid_base + pid
    if any(start <= wanted < start + size for start, size in ranges):
        return wanted
    start, size = ranges[-1]  # root of a container: take from the far end of what it may give
    if size < 1000:
        raise SandboxError("uid", f"only {size} uids are mapped into this container")
    return start + size - 1 - pid % (size // 2)


def enter_user_namespace() -> None:
    """In a worker started as root: enter a user namespace whose only uid the supervisor fills in (`map_worker`).

    While still root: AppArmor may keep ordinary users from user namespaces.
    """
    os.setgroups([])
    _unshare(libc.CLONE_NEWUSER, "user namespace")


def map_worker(pid: int, uid: int) -> None:
    """In a supervisor that is root: let `uid` (also as group id) be the one id of the worker's user namespace."""
    _map_ids(str(pid), uid, uid, uid, uid)


def become(uid: int) -> None:
    """Give up root for `uid`, also as group id."""
    try:
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        raise SandboxError.from_os("uid", error) from error


def _unshare(flags: int, layer: str) -> None:
    try:
        libc.unshare(flags)
    except OSError as error:
        raise SandboxError.from_os(layer, error) from error


def _map_ids(process: str, inner_uid: int, uid: int, inner_gid: int, gid: int) -> None:
    folder = Path("/proc", process)
    try:
        (folder / "setgroups").write_text("deny")
        (folder / "uid_map").write_text(f"{inner_uid} {uid} 1")
        (folder / "gid_map").write_text(f"{inner_gid} {gid} 1")
    except OSError as error:
        raise SandboxError.from_os("user namespace", error) from error


def _mapped_uids() -> list[tuple[int, int]]:
    """(first uid, how many) of each range that exists in this user namespace."""
    lines = Path("/proc/self/uid_map").read_text().splitlines()
    return sorted((int(line.split()[0]), int(line.split()[2])) for line in lines)
