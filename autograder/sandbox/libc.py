"""System calls that Python 3.10 does not wrap, by ctypes; every failure is an OSError."""

from __future__ import annotations

import ctypes
import functools
import os
import sys

LINUX = sys.platform.startswith("linux")

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MADV_COLLAPSE = 25

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC = 1, 2, 4, 8

PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
SECCOMP_MODE_FILTER = 2

_SYS_MOUNT_SETATTR = 442  # the same number on every architecture
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_AT_SYMLINK_NOFOLLOW = 0x100
_CAPABILITY_VERSION_3 = 0x20080522


class _MountAttr(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _SockFilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


@functools.lru_cache(maxsize=1)
def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno), what)
    return result


def unshare(flags: int) -> None:
    _checked(libc().unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, kind: int) -> None:
    _checked(libc().setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    _checked(
        libc().mount(
            source.encode(),
            os.fsencode(target),
            None if kind is None else kind.encode(),
            ctypes.c_ulong(flags),
            options.encode() or None,
        ),
        target,
    )


def bind(source: str, target: str) -> None:
    """Show `source`, with all that is mounted below it, at `target` as well."""
    flags = ctypes.c_ulong(MS_BIND | MS_REC)
    _checked(libc().mount(os.fsencode(source), os.fsencode(target), None, flags, None), source)


def set_mount_attributes(path: str, attributes: int, *, recursive: bool) -> None:
    """Add `attributes` to the mount at `path`; never takes one away, so locked flags are kept."""
    attr = _MountAttr(attributes, 0, 0, 0)
    flags = _AT_SYMLINK_NOFOLLOW | (_AT_RECURSIVE if recursive else 0)
    _checked(
        libc().syscall(
            ctypes.c_long(_SYS_MOUNT_SETATTR),
            ctypes.c_int(_AT_FDCWD),
            ctypes.c_char_p(os.fsencode(path)),
            ctypes.c_uint(flags),
            ctypes.byref(attr),
            ctypes.c_size_t(ctypes.sizeof(attr)),
        ),
        path,
    )


def pivot_root(new_root: str, put_old: str) -> None:
    _checked(libc().pivot_root(os.fsencode(new_root), os.fsencode(put_old)), new_root)


def unmount(path: str) -> None:
    """Detach the mount at `path` at once, even when busy."""
    _checked(libc().umount2(os.fsencode(path), ctypes.c_int(MNT_DETACH)), path)


def set_host_name(name: bytes) -> None:
    _checked(libc().sethostname(ctypes.c_char_p(name), ctypes.c_size_t(len(name))), "sethostname")


def advise(start: int, length: int, advice: int) -> None:
    """Tell the kernel how the memory at address `start` is used: `length` bytes."""
    _checked(libc().madvise(ctypes.c_void_p(start), ctypes.c_size_t(length), ctypes.c_int(advice)), "madvise")


def prctl(option: int, *arguments: int) -> int:
    values = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    result: int = libc().prctl(ctypes.c_int(option), *values)
    return _checked(result, f"prctl {option}")


def drop_capabilities() -> None:
    """Empty every capability set of this thread, the bounding set included where that is allowed."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(_capabilities()):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break  # no right to: then none is held, and none can be gained either
    header = _CapHeader(_CAPABILITY_VERSION_3, 0)
    empty = (ctypes.c_uint32 * 6)()
    _checked(libc().capset(ctypes.byref(header), empty), "capset")


@functools.lru_cache(maxsize=1)
def _capabilities() -> int:
    """How many this kernel knows."""
    try:
        with open("/proc/sys/kernel/cap_last_cap") as file:
            return int(file.read()) + 1
    except OSError:
        return 41


def install_seccomp_program(program: bytes) -> None:
    """Filter the system calls of this thread by a compiled BPF program (8 bytes an instruction)."""
    code = ctypes.create_string_buffer(program, len(program))
    wrapped = _SockFilterProgram(len(program) // 8, ctypes.cast(code, ctypes.c_void_p))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(wrapped))
