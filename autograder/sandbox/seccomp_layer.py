"""Seccomp: the list of system calls that a worker may make; everything else is refused with EPERM."""

from __future__ import annotations

import contextlib
import errno
import functools
import tempfile
from types import ModuleType

from autograder.sandbox import libc
from autograder.sandbox.policy import SandboxError
from autograder.sandbox.remedies import remedy

FILES = """
    access chdir close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate fchdir
    fdatasync flock fstat fstatfs fsync ftruncate getcwd getdents getdents64 link linkat lseek lstat mkdir mkdirat
    newfstatat open openat pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink
    readlinkat readv rename renameat renameat2 rmdir sendfile stat statfs statx symlink symlinkat sync_file_range
    truncate umask unlink unlinkat write writev
"""
MEMORY = "brk get_mempolicy madvise membarrier mprotect mremap msync munmap"
THREADS = """
    arch_prctl exit exit_group futex get_robust_list get_thread_area getcpu getpriority gettid pause restart_syscall
    rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max
    sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_yield
    set_robust_list set_tid_address sigaltstack
"""
SIGNALS = "kill tgkill tkill"
"""Only to itself: process 1 of a PID namespace, leader of its session, knows no other process."""
TIME = """
    alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time times
"""
IDENTITY = """
    capget getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getrandom getresgid getresuid getrlimit
    getrusage getsid getuid sysinfo uname wait4 waitid
"""
WAITING = "epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 poll ppoll pselect6 select"
SOCKET_IN_HAND = "getpeername getsockname getsockopt recvfrom recvmsg sendto shutdown"
"""The worker uses the socket it was given; it makes none and passes no descriptor (sendmsg) through it."""

ALLOWED = (FILES, MEMORY, THREADS, SIGNALS, TIME, IDENTITY, WAITING, SOCKET_IN_HAND)

FCNTL = (0, 1, 2, 3, 4, 1030, 1032)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. No owners, leases or record locks."""
IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS (isatty), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
PRCTL = (2, 3, 15, 16, 21, 23, 27, 39, 0x53564D41)
"""Queries, and names for threads (15) and for memory (PR_SET_VMA)."""

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_MAP_SHARED, _MAP_ANONYMOUS = 0x01, 0x20


@functools.lru_cache(maxsize=1)
def program() -> bytes:
    """The filter, compiled to BPF by libseccomp; SandboxError when the library is missing."""
    seccomp = _pyseccomp()
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    with contextlib.suppress(OSError):  # libseccomp before 2.5 has the same rules, a little slower
        rules.set_attr(seccomp.Attr.CTL_OPTIMIZE, 2)  # a binary tree instead of a list
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)  # such as 32-bit calls
    allow = seccomp.ALLOW
    for name in " ".join(ALLOWED).split():
        _add(rules, seccomp, allow, name)
    masked = seccomp.MASKED_EQ
    # Threads, never processes. clone3 hides its flags from the filter: "no such call" makes glibc use clone.
    _add(rules, seccomp, allow, "clone", seccomp.Arg(0, masked, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD))
    _add(rules, seccomp, seccomp.ERRNO(errno.ENOSYS), "clone3")
    # Shared anonymous memory stays allocated when it is no longer mapped in: the watchdog would not see it.
    for shared in (0, _MAP_SHARED, _MAP_ANONYMOUS):
        _add(rules, seccomp, allow, "mmap", seccomp.Arg(3, masked, _MAP_SHARED | _MAP_ANONYMOUS, shared))
    _add(rules, seccomp, allow, "prlimit64", seccomp.Arg(2, seccomp.EQ, 0))  # ask, not set
    for name, argument, values in (("fcntl", 1, FCNTL), ("ioctl", 1, IOCTL), ("prctl", 0, PRCTL)):
        for value in values:
            _add(rules, seccomp, allow, name, seccomp.Arg(argument, masked, 0xFFFFFFFF, value))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def restrict() -> None:
    """Install the filter on this process for good. no_new_privs must be set. Errors: SandboxError."""
    code = program()
    try:
        libc.install_seccomp_program(code)
    except OSError as error:
        raise SandboxError.from_os("seccomp", error) from error


def _add(rules: object, seccomp: ModuleType, action: int, name: str, *conditions: object) -> None:
    """Add a rule unless this architecture, or this libseccomp, has no such call."""
    if seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0:
        rules.add_rule(action, name, *conditions)  # type: ignore[attr-defined]


def _pyseccomp() -> ModuleType:
    if not libc.LINUX:
        raise SandboxError("seccomp", "only Linux has it", remedy("platform"))
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxError("seccomp", str(error), remedy("seccomp")) from error
    module: ModuleType = pyseccomp
    return module
