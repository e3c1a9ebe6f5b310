"""Landlock: a second fence around files, TCP ports, abstract sockets and signals, which no privilege inside can lift.

The `landlock` package covers access to files; its structure is extended here by the two fields that newer kernels know
(TCP since ABI 4, abstract sockets and signals since ABI 6), since the package has neither.
"""

from __future__ import annotations

import ctypes
import functools
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from autograder.sandbox import libc
from autograder.sandbox.policy import SandboxError
from autograder.sandbox.remedies import remedy

_NET_BIND_AND_CONNECT_TCP = 0b11
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
_RULE_PATH_BENEATH = 1


@functools.lru_cache(maxsize=1)
def abi() -> int:
    """The kernel's Landlock version; SandboxError when there is none."""
    plumbing = _plumbing()
    ctypes.set_errno(0)
    try:
        version: int = plumbing.landlock_abi_version()
    except OSError as error:
        raise SandboxError.from_os("landlock", error) from error
    _rights(version)
    return version


def restrict(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> None:
    """Allow reading below `readable`, everything but device nodes below `writable`, reading and writing `devices`.

    no_new_privs must be set. Missing paths are left out. Errors: SandboxError.
    """
    plumbing = _plumbing()
    rights = _rights(abi())
    try:
        ruleset = _create(plumbing, rights)
        try:
            for path in readable:
                _allow(plumbing, ruleset, path, rights.read, rights.of_files)
            for path in writable:
                _allow(plumbing, ruleset, path, rights.write, rights.of_files)
            for path in devices:
                _allow(plumbing, ruleset, path, rights.device, rights.of_files)
            _call(plumbing.get_restrict_self(), ruleset, 0)
        finally:
            os.close(ruleset)
    except OSError as error:
        raise SandboxError.from_os("landlock", error) from error


@dataclass(frozen=True)
class _Rights:
    """Sets of rights as this kernel's version has them, each a bit mask."""

    version: int
    all: int
    of_files: int
    read: int
    write: int
    device: int


@functools.lru_cache(maxsize=1)
def _rights(version: int) -> _Rights:
    access = _plumbing().FSAccess
    never = access.MAKE_CHAR | access.MAKE_BLOCK | access.MAKE_SOCK | access.MAKE_FIFO | access.EXECUTE
    never |= access.IOCTL_DEV
    return _Rights(
        version=version,
        all=int(access.all()),
        of_files=int(access.all_file()),
        read=int(access.READ_FILE | access.READ_DIR),
        write=int(access.all() & ~never),
        device=int(access.READ_FILE | access.WRITE_FILE),
    )


def _create(plumbing: ModuleType, rights: _Rights) -> int:
    attributes = _attributes()(rights.all, 0, 0)
    size = 8
    if rights.version >= 4:
        attributes.handled_access_net = _NET_BIND_AND_CONNECT_TCP
        size = 16
    if rights.version >= 6:
        attributes.scoped = _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS
        size = 24
    return _call(plumbing.get_create_ruleset(), ctypes.byref(attributes), size, 0)


def _allow(plumbing: ModuleType, ruleset: int, path: str, access: int, of_files: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            access &= of_files
        rule = plumbing.PathBeneathAttr(access, fd)
        _call(plumbing.get_add_rule(), ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(fd)


def _call(function: Any, *arguments: Any) -> int:
    ctypes.set_errno(0)  # the package takes any errno left over for a failure
    result: int = function(*arguments)
    return result


@functools.lru_cache(maxsize=1)
def _attributes() -> Any:
    fields = (("handled_access_net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))
    return type("RulesetAttributes", (_plumbing().RulesetAttr,), {"_fields_": fields})


@functools.lru_cache(maxsize=1)
def _plumbing() -> ModuleType:
    if not libc.LINUX:
        raise SandboxError("landlock", "only Linux has it", remedy("platform"))
    try:
        import landlock.plumbing
    except ImportError as error:
        raise SandboxError("landlock", str(error), remedy("landlock")) from error
    module: ModuleType = landlock.plumbing
    return module
