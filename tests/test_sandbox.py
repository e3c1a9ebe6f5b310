"""The sandbox keeps its promises: each test tries from inside what must not work, and shows that it works outside."""

from __future__ import annotations

import ctypes
import dataclasses
import errno
import json
import mmap
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder import sandbox
from autograder.sandbox import Policy, SandboxError, Watchdog, filesystem, layers, libc, remedies, spawning
from autograder.sandbox.usage import Usage
from autograder.sandbox.watchdog import LATEST, SOONEST

pyseccomp = pytest.importorskip("pyseccomp")
pytest.importorskip("landlock.plumbing")

ROOT = Path(__file__).resolve().parents[1]
ORDINARY = 54_321
MISSING = [layer.name for layer in layers() if not (layer.available or layer.optional)]
MIB = 1 << 20
# /tmp is the worker's scratch folder too, unless Python or the project itself lies in the machine's /tmp.
TMP = () if any(str(place).startswith("/tmp/") for place in (ROOT, sys.prefix, sys.base_prefix)) else ("/tmp",)
needs_all_layers = pytest.mark.skipif(bool(MISSING), reason=f"this machine lacks {', '.join(MISSING)}")


# --- Running a probe in a worker ---------------------------------------------------------------------------------


def in_fork(work: Callable[[], Any], user: str = "same", seconds: float = 60) -> Any:
    """What `work` returns in a fork of this process, as JSON; `user` "ordinary" gives up root first."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reading)
            if user == "ordinary" and os.geteuid() == 0:
                become_ordinary()
            os.write(writing, json.dumps(work()).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    answer = b""
    deadline = time.monotonic() + seconds
    while select.select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
        piece = os.read(reading, 65536)
        if not piece:
            break
        answer += piece
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    assert answer, f"no answer; wait status {status}"
    return json.loads(answer)


def become_ordinary() -> None:
    os.environ.pop("HOME", None)
    os.setgroups([])
    os.setresgid(ORDINARY, ORDINARY, ORDINARY)
    os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    libc.prctl(libc.PR_SET_DUMPABLE, 1)  # as after a login


def supervise(
    probe: Callable[[], Any],
    policy: Policy | None = None,
    *,
    seconds: float = 30,
    change: Callable[[sandbox.Prepared], sandbox.Prepared] = lambda prepared: prepared,
) -> dict[str, Any]:
    """Run `probe` in a worker of this process: its answer, wait status and what the watchdog saw."""
    policy = policy or Policy()
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)

    def main() -> None:
        os.write(writing, json.dumps(probe()).encode())

    try:
        pid = sandbox.spawn(change(sandbox.prepare()), policy, [writing], main, stderr=2)
    except SandboxError as error:
        return {"refused": error.layer, "reason": error.reason, "remedy": error.remedy}
    os.close(writing)
    watchdog = Watchdog(pid, policy)
    answer, reason = b"", None
    deadline = time.monotonic() + seconds
    while True:
        if select.select([reading], [], [], 0.01)[0]:
            piece = os.read(reading, 65536)
            if not piece:
                break
            answer += piece
        reason = reason or watchdog.check()
        if reason or time.monotonic() > deadline:
            watchdog.kill()
    _, status = os.waitpid(pid, 0)
    watchdog.close()
    os.close(reading)
    return {
        "answer": json.loads(answer) if answer else None,
        "status": os.waitstatus_to_exitcode(status),
        "reason": reason,
        "peak": watchdog.peak_mib,
        "cpu": watchdog.cpu_seconds,
    }


def inside(probe: Callable[[], Any], user: str = "same", policy: Policy | None = None) -> Any:
    """What `probe` returns in a worker, of a supervisor that is started by `user`."""
    told = in_fork(lambda: supervise(probe, policy), user)
    assert "refused" not in told, told
    assert told["status"] == 0, told
    return told["answer"]


def outcome(action: Callable[[], Any]) -> str:
    """Name of the errno that `action` ends with, or "ok"."""
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return "ok"


@pytest.fixture(params=["root", "ordinary"])
def user(request: pytest.FixtureRequest) -> str:
    """Started as root and as an ordinary user."""
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("not root")
    return str(request.param)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


# --- Who the worker is -------------------------------------------------------------------------------------------


@needs_all_layers
def test_is_process_one_and_nobody(user: str) -> None:
    def probe() -> dict[str, Any]:
        status = dict(
            line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line
        )
        return {"pid": os.getpid(), "ids": [*os.getresuid(), *os.getresgid()], "groups": os.getgroups(), **status}

    def work() -> dict[str, Any]:
        if os.geteuid() == 0:
            os.setgroups([4, 27])
        return supervise(probe)

    seen = in_fork(work, user)["answer"]
    assert seen["pid"] == 1
    assert 0 not in seen["ids"]
    assert len(set(seen["ids"])) == 1
    assert seen["groups"] == [], "a supplementary group is left"
    assert {seen[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert seen["NoNewPrivs"] == "1"
    assert seen["Seccomp"] == "2"
    assert seen["NSsid"] == "1", "the worker shares a session, and so a terminal, with its supervisor"


@needs_all_layers
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has one uid")
def test_two_workers_of_root_have_two_uids_that_no_account_has() -> None:
    import pwd

    first, second = inside(os.getuid, "root"), inside(os.getuid, "root")
    assert first != second
    assert not {first, second} & {entry.pw_uid for entry in pwd.getpwall()}


@needs_all_layers
def test_every_namespace_is_new(user: str) -> None:
    def namespaces() -> dict[str, str]:
        return {
            name: os.readlink(f"/proc/self/ns/{name}") for name in ("user", "pid", "net", "mnt", "ipc", "uts", "cgroup")
        }

    within, without = inside(namespaces, user), namespaces()
    assert [name for name in without if within[name] == without[name]] == []


@needs_all_layers
def test_works_in_its_scratch_folder(user: str) -> None:
    def probe() -> list[str]:
        with tempfile.NamedTemporaryFile() as file:
            folders = [os.getcwd(), os.path.expanduser("~"), os.path.dirname(file.name), os.environ["MPLCONFIGDIR"]]
            return [*folders, *(os.path.realpath(place) for place in ("/dev/shm", *TMP))]

    assert set(inside(probe, user)) == {"/scratch"}


# --- What it sees ------------------------------------------------------------------------------------------------


@needs_all_layers
def test_sees_python_and_the_course_and_nothing_else_of_the_project(user: str) -> None:
    paths = [str(ROOT / name) for name in ("pyproject.toml", ".git", "autograder", "tests", "README.md", "course")]
    paths += [
        str(Path.home()),
        __file__,
        "/etc/shadow",
        "/etc/hostname",
        "/usr/bin",
        "/bin/sh",
        "/home",
        str(ROOT.parent / "shared"),
    ]
    shown = [path for path in (*paths, sys.prefix + "/lib", json.__file__) if readable(path)]
    assert len(shown) > 8, "what the worker must not see has to be there in the first place"

    def probe() -> list[str]:
        return [path for path in shown if readable(path)]

    seen = inside(probe, user)
    allowed = {str(ROOT / "course"), sys.prefix + "/lib", json.__file__}
    assert set(seen) <= allowed, "the worker sees more than Python and the course"
    assert str(ROOT / "course") in seen
    assert sys.prefix + "/lib" in seen


def readable(path: str) -> bool:
    try:
        if os.path.isdir(path):
            os.listdir(path)
        else:
            os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


@needs_all_layers
def test_sees_no_other_process(user: str) -> None:
    others = [os.getpid(), os.getppid()]

    def probe() -> list[list[str]]:
        return [[outcome(lambda: os.stat(f"/proc/{pid}")), outcome(lambda: os.kill(pid, 0))] for pid in others]  # noqa: B023

    assert in_fork(probe, "same") == [["ok", "ok"]] * 2
    assert inside(probe, user) == [["ENOENT", "ESRCH"]] * 2


@needs_all_layers
def test_reads_of_proc_only_itself(user: str) -> None:
    paths = ["/proc/self/status", "/proc/1/maps", "/proc/cpuinfo", "/proc/meminfo"]
    private = ["/proc/self/mem", "/proc/self/environ", "/proc/kallsyms", "/proc/keys", "/proc/sys/kernel/osrelease"]

    def probe() -> list[list[bool]]:
        return [[readable(path) for path in paths], [readable(path) for path in private]]

    assert inside(probe, user) == [[True] * len(paths), [False] * len(private)]


@needs_all_layers
def test_keeps_only_the_descriptors_it_is_given(user: str) -> None:
    def work() -> dict[str, Any]:
        left_open = [os.open(os.devnull, os.O_RDONLY), *os.pipe(), socket.socket().detach()]
        os.dup2(left_open[0], 200)
        told = supervise(open_descriptors)
        return {"inside": told["answer"], "outside": open_descriptors()}

    told = in_fork(work, user)
    assert len(told["outside"]) > 5
    streams = {fd: target for fd, target in told["inside"].items() if fd in ("0", "1", "2")}
    assert [streams["0"], streams["1"]] == ["/dev/null"] * 2
    assert len(told["inside"]) == 4, f"the answer's pipe is the fourth in {told['inside']}"


def open_descriptors() -> dict[str, str]:
    found = {}
    for fd in os.listdir("/proc/self/fd"):
        try:
            found[fd] = os.readlink(f"/proc/self/fd/{fd}")
        except FileNotFoundError:
            continue  # the one that listed the folder
    return found


@needs_all_layers
def test_keeps_no_second_copy_of_its_output(user: str) -> None:
    def work() -> list[str]:
        reading, writing = os.pipe()
        pid = sandbox.spawn(
            sandbox.prepare(),
            Policy(),
            [],
            lambda: os.write(1, json.dumps(open_descriptors()).encode()),
            stdout=writing,
        )
        os.waitpid(pid, 0)
        return sorted(json.loads(os.read(reading, 1000)))

    assert in_fork(work, user) == ["0", "1", "2"]


def test_refuses_to_pass_on_a_folder_or_a_standard_stream() -> None:
    folder = os.open("/", os.O_RDONLY)
    with pytest.raises(ValueError, match="folder"):
        sandbox.spawn(sandbox.prepare(), Policy(), [folder], lambda: None)
    os.close(folder)
    with pytest.raises(ValueError, match="standard stream"):
        sandbox.spawn(sandbox.prepare(), Policy(), [1], lambda: None)


@needs_all_layers
def test_more_can_be_made_readable(user: str, open_folder: Path) -> None:
    (open_folder / "data").mkdir()
    (open_folder / "data" / "digits.txt").write_text("0123")
    (open_folder / "secret.txt").write_text("42")

    def probe() -> list[Any]:
        wanted = (open_folder / "data" / "digits.txt").read_text()
        return [wanted, readable(str(open_folder / "secret.txt")), outcome((open_folder / "data" / "new").touch)]

    assert inside(probe, user, Policy(readable=(str(open_folder / "data"),))) == ["0123", False, "EROFS"]


@needs_all_layers
def test_hides_a_folder_inside_a_readable_one(user: str, open_folder: Path) -> None:
    """As the grader's package is hidden when it is installed among other packages."""
    for name in ("package/graders/secret.py", "package/probes/open.py", "other/open.py"):
        (open_folder / name).parent.mkdir(parents=True)
        (open_folder / name).write_text("")

    def change(prepared: sandbox.Prepared) -> sandbox.Prepared:
        assert prepared.view is not None
        trees = (*prepared.view.trees, (str(open_folder), str(open_folder)))
        view = dataclasses.replace(prepared.view, trees=trees, masked=(str(open_folder / "package"),))
        return dataclasses.replace(prepared, view=view)

    def probe() -> list[str]:
        return sorted(str(path.relative_to(open_folder)) for path in open_folder.rglob("*.py"))

    policy = Policy(readable=(str(open_folder / "package" / "probes"),))
    told = in_fork(lambda: supervise(probe, policy, change=change), user)
    assert told["answer"] == ["other/open.py", "package/probes/open.py"]


def test_the_checkout_and_the_home_are_never_shown_whole() -> None:
    view = filesystem.plan()
    for secret in (ROOT / "solutions", ROOT / ".git", ROOT / "autograder" / "graders", Path.home() / ".ssh", Path("/")):
        assert not view.shows(str(secret)), secret
    assert view.shows(str(ROOT / "course" / "syllabus.toml"))


# --- What it may do ----------------------------------------------------------------------------------------------

REFUSED = """
    socket socketpair connect bind listen accept sendmsg sendmmsg setsockopt fork vfork execve execveat ptrace
    process_vm_readv process_vm_writev pidfd_open pidfd_getfd pidfd_send_signal kcmp chmod fchmod fchmodat chown fchown
    lchown fchownat utime utimes utimensat futimesat setxattr lsetxattr fsetxattr removexattr mount umount2 pivot_root
    chroot move_mount open_tree fsopen fsmount mount_setattr unshare setns memfd_create memfd_secret shmget shmat shmctl
    msgget semget mq_open keyctl add_key request_key io_uring_setup io_uring_enter bpf userfaultfd perf_event_open
    personality mknod mknodat setuid setgid setreuid setresuid setgroups setfsuid setpgid setsid setrlimit capset
    swapon swapoff reboot kexec_load kexec_file_load init_module finit_module delete_module name_to_handle_at
    open_by_handle_at quotactl acct syslog sethostname setdomainname settimeofday clock_settime adjtimex iopl ioperm
    sched_setaffinity sched_setscheduler setpriority ioprio_set seccomp landlock_create_ruleset vmsplice splice tee
    io_setup inotify_init1 fanotify_init mlock mlockall mbind set_mempolicy migrate_pages move_pages process_madvise
    timer_create signalfd4 rt_sigqueueinfo rt_tgsigqueueinfo modify_ldt lookup_dcookie
"""
HARMLESS = """
    socketpair memfd_create shmget setpgid pidfd_open memfd_secret inotify_init1 keyctl unshare ptrace setpriority
    personality setuid msgget semget
"""
"""Calls of REFUSED that a root outside may make with these arguments without leaving a trace."""


def refused_calls(names: str) -> dict[str, str]:
    """How each call ends with arguments of 0; only the filter answers EPERM to all of them."""
    found = {}
    for name in names.split():
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        if number < 0:
            continue  # another architecture, or a libseccomp that does not know it: not allowed then either
        ctypes.set_errno(0)
        result = libc.libc().syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        found[name] = "ok" if result >= 0 else errno.errorcode[ctypes.get_errno()]
    return found


@needs_all_layers
def test_system_calls_that_are_refused(user: str) -> None:
    found = inside(lambda: refused_calls(REFUSED), user)
    assert len(found) > 100
    assert {name: end for name, end in found.items() if end != "EPERM"} == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user is refused some of them anyway")
def test_the_same_calls_are_not_refused_outside() -> None:
    found = in_fork(lambda: refused_calls(HARMLESS))
    assert {name: end for name, end in found.items() if end == "EPERM"} == {}


def arguments_that_matter() -> dict[str, str]:
    """Calls that are allowed with some arguments only."""
    shared = libc.libc()
    reading, writing = os.pipe()

    def call(name: str, *values: int) -> str:
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        ctypes.set_errno(0)
        result = shared.syscall(ctypes.c_long(number), *(ctypes.c_long(value) for value in values))
        return "ok" if result >= 0 else errno.errorcode[ctypes.get_errno()]

    import fcntl

    limits = ctypes.create_string_buffer(16)
    return {
        "threads": outcome(lambda: threading.Thread(target=int).start()),
        "fork": outcome(os.fork),
        "posix_spawn": outcome(lambda: os.posix_spawn("/bin/true", ["true"], {})),
        "subprocess": outcome(lambda: subprocess.run(["/bin/true"], check=True)),
        "clone3": call("clone3", 0, 0),
        "clone with a new user namespace": call("clone", 0x10000000 | 0x00010000, 0, 0, 0, 0),
        "shared anonymous memory": outcome(lambda: mmap.mmap(-1, 4096)),
        "private anonymous memory": outcome(lambda: mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)),
        "asking for a limit": outcome(lambda: resource.getrlimit(resource.RLIMIT_NOFILE)),
        "setting a limit": call("prlimit64", 0, resource.RLIMIT_STACK, ctypes.addressof(limits), 0),
        "isatty": call("ioctl", reading, 0x5401, ctypes.addressof(limits)),
        "TIOCSTI": call("ioctl", reading, 0x5412, 0),
        "TIOCSTI with high bits": call("ioctl", reading, 0x5412 | 1 << 40, 0),
        "F_DUPFD": outcome(lambda: os.dup(reading)),
        "F_SETOWN": call("fcntl", reading, fcntl.F_SETOWN, 1),
        "F_SETPIPE_SZ": call("fcntl", writing, 1031, 1 << 20),
        "F_SETLK": call("fcntl", reading, fcntl.F_SETLK, ctypes.addressof(limits)),
        "PR_SET_NAME": outcome(lambda: libc.prctl(15, ctypes.addressof(limits))),
        "PR_SET_DUMPABLE": outcome(lambda: libc.prctl(libc.PR_SET_DUMPABLE, 1)),
        "PR_SET_PDEATHSIG": outcome(lambda: libc.prctl(libc.PR_SET_PDEATHSIG, 0)),
        "PR_SET_CHILD_SUBREAPER": outcome(lambda: libc.prctl(36, 1)),
    }


@needs_all_layers
def test_arguments_that_are_refused(user: str) -> None:
    seen = inside(arguments_that_matter, user)
    assert {name for name, end in seen.items() if end == "ok"} == {
        "threads",
        "private anonymous memory",
        "asking for a limit",
        "F_DUPFD",
        "PR_SET_NAME",
    }
    assert seen.pop("clone3") == "ENOSYS"
    assert seen.pop("isatty") == "ENOTTY", "a harmless ioctl is answered by the kernel"
    assert {end for end in seen.values() if end != "ok"} == {"EPERM"}


@needs_all_layers
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the other kind of call is x86's")
@pytest.mark.parametrize("call", ["32-bit", "x32"])
def test_calls_of_another_kind_end_the_worker(user: str, call: str) -> None:
    code = {
        "32-bit": b"\xb8\x14\x00\x00\x00\xcd\x80\xc3",  # mov eax, 20 (getpid); int 0x80; ret
        "x32": b"\xb8\x27\x00\x00\x40\x0f\x05\xc3",  # mov eax, 0x40000000 | 39 (getpid); syscall; ret
    }[call]

    def probe() -> int:
        page = mmap.mmap(
            -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
        )
        page.write(code)
        return int(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())

    told = in_fork(lambda: supervise(probe), user)
    assert told["status"] < 0, f"answered {told['answer']}"


@needs_all_layers
def test_writes_nowhere_but_in_its_scratch_folder(user: str) -> None:
    places = ["/", "/etc", "/dev", "/usr/lib", "/var", "/sys/devices/system/cpu", "/proc/self", str(ROOT / "course")]
    places += [sys.prefix + "/lib", os.path.dirname(json.__file__), str(ROOT), "/root", "/run"]

    def probe() -> dict[str, str]:
        made = {place: outcome(Path(place, "made-in-the-sandbox").touch) for place in (*places, "/scratch", *TMP)}
        made["/proc/self/comm"] = outcome(lambda: Path("/proc/self/comm").write_text("x"))
        made["/proc/self/oom_score_adj"] = outcome(lambda: Path("/proc/self/oom_score_adj").write_text("0"))
        made["course"] = outcome(lambda: os.close(os.open(ROOT / "course" / "__init__.py", os.O_WRONLY)))
        made["remove"] = outcome((ROOT / "course" / "__init__.py").unlink)
        made["link"] = outcome(lambda: os.link(ROOT / "course" / "__init__.py", "/scratch/linked"))
        made["full"] = outcome(lambda: Path("/dev/full").write_text("x"))
        return made

    seen = inside(probe, user)
    assert {place for place, end in seen.items() if end == "ok"} == {"/scratch", *TMP}
    assert seen["full"] == "ENOSPC"
    assert not list((ROOT / "course").glob("made-in-the-sandbox"))


@needs_all_layers
def test_every_mount_but_scratch_is_read_only(user: str) -> None:
    """So that Landlock is not the only thing in the way."""

    def probe() -> dict[str, str]:
        lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
        return {fields[4]: fields[5] for fields in lines}

    mounts = inside(probe, user)
    assert {"/", "/scratch", "/proc", "/usr/lib", str(ROOT / "course"), *filesystem.PROC} <= set(mounts)
    writable = {place for place, options in mounts.items() if "ro" not in options.split(",")}
    assert writable == {"/scratch", *filesystem.DEVICES}
    assert all("nosuid" in options for place, options in mounts.items() if place not in filesystem.DEVICES)


@needs_all_layers
def test_cannot_fill_more_than_its_scratch_folder(user: str) -> None:
    def probe() -> list[Any]:
        written = 0
        try:
            for number in range(100):
                with open(f"file{number}", "wb", buffering=0) as file:
                    for _ in range(4):
                        written += file.write(bytes(MIB // 4))
        except OSError as error:
            end = errno.errorcode[error.errno or 0]
        for name in os.listdir("."):
            os.unlink(name)
        many = 0
        try:
            for many in range(100_000):
                os.mkdir(str(many))
        except OSError:
            pass
        for number in range(many):
            os.rmdir(str(number))
        return [written, end, many, outcome(lambda: write_big_file(9))]

    written, end, many, big = inside(probe, user, Policy(scratch_mib=8))
    assert 7 * MIB <= written <= 8 * MIB
    assert end == "ENOSPC"
    assert many < 20_000
    assert big in ("EFBIG", "ENOSPC")


def write_big_file(mib: int) -> None:
    with open("big", "wb") as file:
        for _ in range(mib):
            file.write(bytes(MIB))


@needs_all_layers
def test_runs_no_code_from_its_scratch_folder(user: str) -> None:
    def probe() -> str:
        Path("code").write_bytes(bytes(4096))
        fd = os.open("code", os.O_RDONLY)
        return outcome(lambda: mmap.mmap(fd, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC))

    assert inside(probe, user) == "EPERM"


@needs_all_layers
def test_signals_reach_nobody_else(user: str) -> None:
    def work() -> list[Any]:
        os.setpgid(0, 0)
        received: list[int] = []
        signal.signal(signal.SIGUSR1, lambda number, _: received.append(number))
        group = os.getpgrp()

        def probe() -> list[str]:
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
            targets = (0, -1, -group, os.getppid())
            return [outcome(lambda: os.kill(target, signal.SIGUSR1)) for target in targets]  # noqa: B023

        told = supervise(probe)
        time.sleep(0.05)
        return [told["status"], received]

    assert in_fork(work, user) == [0, []]


# --- Limits ------------------------------------------------------------------------------------------------------


@needs_all_layers
def test_limits_are_set(user: str) -> None:
    names = ("CORE", "NOFILE", "NPROC", "FSIZE", "STACK", "CPU", "SIGPENDING", "DATA")

    def probe() -> dict[str, list[int]]:
        return {
            name: list(resource.getrlimit(getattr(resource, f"RLIMIT_{name}", resource.RLIMIT_CORE))) for name in names
        }

    seen = inside(probe, user, Policy(cpu_seconds=7, open_files=99, threads=88, scratch_mib=5))
    assert all(soft == hard for soft, hard in seen.values())
    wanted = {"CORE": 0, "NOFILE": 99, "NPROC": 88, "FSIZE": 5 * MIB, "STACK": 8 * MIB, "CPU": 8}
    assert {name: seen[name][0] for name in wanted} == wanted
    assert Policy().memory_mib * MIB < seen["DATA"][0] < 16 << 30


@needs_all_layers
def test_threads_are_limited(user: str) -> None:
    def probe() -> int:
        stop = threading.Event()
        started = 0
        try:
            for _ in range(200):
                threading.Thread(target=stop.wait, daemon=True).start()
                started += 1
        except RuntimeError:
            pass
        stop.set()
        return started

    assert 5 < inside(probe, user, Policy(threads=20)) <= 20


def hold(mib: int) -> None:
    block = bytearray(mib * MIB)
    block[::4096] = b"x" * len(block[::4096])
    time.sleep(0.3)


def hold_in_threads() -> None:
    everyone = threading.Barrier(4)

    def hold_together() -> None:
        block = bytearray(50 * MIB)
        block[::4096] = b"x" * len(block[::4096])
        everyone.wait()
        time.sleep(0.3)

    threads = [threading.Thread(target=hold_together) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fill_a_file() -> None:
    write_big_file(200)
    time.sleep(0.3)


MEMORY: dict[str, Callable[[], None]] = {
    "on the heap": lambda: hold(200),
    "in threads": hold_in_threads,
    "in files": fill_a_file,
    "in a shared mapping of a file": lambda: map_a_file(200),
    "in page tables": lambda: map_sparsely(50_000),
}


def map_a_file(mib: int) -> None:
    with open("mapped", "w+b") as file:
        file.truncate(mib * MIB)
        mapped = mmap.mmap(file.fileno(), mib * MIB)
        for offset in range(0, mib * MIB, 4096):
            mapped[offset] = 1
        mapped.madvise(mmap.MADV_DONTNEED)
        time.sleep(0.3)


def map_sparsely(tables: int) -> None:
    """Read one page in every 2 MiB: no memory of its own, but a table of 4 KiB for each."""
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000  # MAP_NORESERVE
    mapped = mmap.mmap(-1, tables * 2 * MIB, flags, mmap.PROT_READ)
    mapped.madvise(15)  # MADV_NOHUGEPAGE
    total = 0
    for offset in range(0, tables * 2 * MIB, 2 * MIB):
        total += mapped[offset]
    time.sleep(0.3)


@needs_all_layers
@pytest.mark.parametrize("where", MEMORY)
def test_memory_is_measured_wherever_it_lies(user: str, where: str) -> None:
    def probe() -> str:
        MEMORY[where]()
        return "survived"

    roomy = in_fork(lambda: supervise(probe, Policy(memory_mib=1000, scratch_mib=400)), user)
    assert (roomy["answer"], roomy["reason"]) == ("survived", None)
    assert 180 < roomy["peak"] < 500
    tight = in_fork(lambda: supervise(probe, Policy(memory_mib=100, scratch_mib=400)), user)
    assert (tight["answer"], tight["reason"], tight["status"]) == (None, "memory", -signal.SIGKILL)
    assert tight["peak"] < 250


@needs_all_layers
def test_what_the_fork_brought_along_is_not_counted(user: str) -> None:
    def work() -> dict[str, Any]:
        inherited = bytearray(150 * MIB)
        inherited[::4096] = b"x" * len(inherited[::4096])

        def probe() -> int:
            inherited[::4096] = b"y" * len(inherited[::4096])
            time.sleep(0.1)
            return len(inherited)

        return supervise(probe, Policy(memory_mib=100))

    told = in_fork(work, user)
    assert told["reason"] is None
    assert told["peak"] < 50


@needs_all_layers
def test_an_absurd_allocation_fails_at_once(user: str) -> None:
    def probe() -> str:
        try:
            bytearray(20 << 30)
        except MemoryError:
            return "MemoryError"
        return "got it"

    assert inside(probe, user) == "MemoryError"


def spin() -> None:
    while True:
        pass


@needs_all_layers
def test_processor_time_is_measured_and_limited(user: str) -> None:
    told = in_fork(lambda: supervise(spin, Policy(cpu_seconds=0.5)), user)
    assert (told["reason"], told["status"]) == ("cpu", -signal.SIGKILL)
    assert 0.4 < told["cpu"] < 1.5


@pytest.mark.skipif(not libc.LINUX, reason="memory is read from Linux' /proc")
def test_a_watchdog_looks_more_often_the_less_memory_is_left() -> None:
    used = Usage(os.getpid()).memory() / 2**20

    def pause_with(limit: float) -> float:
        watchdog = Watchdog(os.getpid(), Policy(memory_mib=int(used + limit)))
        watchdog.check()
        return watchdog.pause

    assert pause_with(16_384) == LATEST
    assert SOONEST < pause_with(820) < LATEST
    assert pause_with(1) == SOONEST


@needs_all_layers
def test_the_kernel_limits_processor_time_without_a_watchdog(user: str) -> None:
    def work() -> list[float]:
        pid = sandbox.spawn(sandbox.prepare(), Policy(cpu_seconds=1), [], spin)
        _, status, usage = os.wait4(pid, 0)
        return [os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime]

    status, spent = in_fork(work, user)
    assert status == -signal.SIGKILL
    assert spent < 4


# --- Its end -----------------------------------------------------------------------------------------------------


@needs_all_layers
def test_dies_with_its_supervisor(user: str) -> None:
    """The worker holds the pipe's one writing end: it is closed when the worker is dead, and only then."""
    reading, writing = os.pipe()

    def main() -> None:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        os.write(writing, b"running")
        time.sleep(60)

    supervisor = os.fork()
    if supervisor == 0:
        if user == "ordinary" and os.geteuid() == 0:
            become_ordinary()
        sandbox.spawn(sandbox.prepare(), Policy(), [writing], main)
        os.close(writing)
        time.sleep(60)
        os._exit(0)
    os.close(writing)
    try:
        assert select.select([reading], [], [], 20)[0]
        assert os.read(reading, 100) == b"running"
        assert not select.select([reading], [], [], 0.3)[0], "the worker must live as long as its supervisor"
    finally:
        os.kill(supervisor, signal.SIGKILL)
        os.waitpid(supervisor, 0)
    assert select.select([reading], [], [], 5)[0], "the worker outlives its supervisor"
    assert os.read(reading, 100) == b""
    os.close(reading)


@needs_all_layers
@pytest.mark.parametrize("step", ["MOUNTED", "READY"])
def test_does_not_start_when_its_supervisor_dies_meanwhile(
    monkeypatch: pytest.MonkeyPatch, user: str, step: str
) -> None:
    from autograder.sandbox import handshake

    real = handshake.expect

    def die(channel: socket.socket, word: bytes) -> int | None:
        if word == getattr(handshake, step):
            os._exit(0)
        return real(channel, word)

    reading, writing = os.pipe()
    supervisor = os.fork()
    if supervisor == 0:
        if user == "ordinary" and os.geteuid() == 0:
            become_ordinary()
        monkeypatch.setattr(handshake, "expect", die)
        sandbox.spawn(sandbox.prepare(), Policy(), [writing], lambda: os.write(writing, b"ran"))
    os.close(writing)
    os.waitpid(supervisor, 0)
    assert select.select([reading], [], [], 10)[0], "the worker waits for a supervisor that is dead"
    assert os.read(reading, 10) == b""
    os.close(reading)


@needs_all_layers
def test_threads_die_with_the_worker(user: str) -> None:
    def probe() -> str:
        threading.Thread(target=time.sleep, args=(60,)).start()
        return "main has returned"

    start = time.monotonic()
    assert inside(probe, user) == "main has returned"
    assert time.monotonic() - start < 20


@needs_all_layers
def test_an_exception_is_status_one(user: str) -> None:
    def work() -> int:
        pid = sandbox.spawn(sandbox.prepare(), Policy(), [], lambda: 1 // 0)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    assert in_fork(work, user) == 1


@needs_all_layers
@pytest.mark.parametrize(("end", "status"), [("os.abort()", None), ("os._exit(7)", 7), ("raise SystemExit(3)", 1)])
def test_leaving_early_ends_the_worker(user: str, end: str, status: int | None) -> None:
    """Process 1 ignores most signals that it sends itself, but not these ends."""

    def work() -> int:
        pid = sandbox.spawn(sandbox.prepare(), Policy(), [], lambda: exec(end))
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    seen = in_fork(work, user)
    assert seen < 0 if status is None else seen == status


@needs_all_layers
def test_cannot_stop_itself_for_good(user: str) -> None:
    def probe() -> str:
        for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGKILL):
            os.kill(os.getpid(), number)
        return "goes on"

    assert inside(probe, user) == "goes on"


@needs_all_layers
def test_output_goes_to_the_given_sink(user: str) -> None:
    def work() -> str:
        reading, writing = os.pipe()

        def main() -> None:
            os.write(1, b"out ")
            os.write(2, b"err")

        pid = sandbox.spawn(sandbox.prepare(), Policy(), [], main, stdout=writing, stderr=writing)
        os.close(writing)
        os.waitpid(pid, 0)
        return os.read(reading, 100).decode()

    assert in_fork(work, user) == "out err"


@needs_all_layers
def test_two_workers_share_nothing(user: str) -> None:
    def leave() -> list[str]:
        for folder in ("/scratch", "/tmp", "/dev/shm", "/var/tmp", "/run", "/"):
            outcome(Path(folder, "note").touch)
        return sorted(os.listdir("/scratch"))

    def look() -> list[str]:
        return [name for folder in ("/scratch", *TMP, "/dev/shm", "/var/tmp") for name in os.listdir(folder)]

    def work() -> list[Any]:
        prepared = sandbox.prepare()
        seen = []
        for probe in (leave, look):
            # An ordinary user spawns once in a process.
            seen.append(in_fork(lambda: supervise(probe, change=lambda _: prepared)["answer"]))  # noqa: B023
        return seen

    assert in_fork(work, user) == [["note"], []]


@needs_all_layers
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user spawns once in a process")
def test_a_supervisor_of_root_stays_as_it_was() -> None:
    def work() -> list[Any]:
        before = [os.readlink(f"/proc/self/ns/{name}") for name in ("pid_for_children", "user", "mnt", "net")]
        answers = [supervise(os.getpid)["answer"] for _ in range(2)]
        after = [os.readlink(f"/proc/self/ns/{name}") for name in ("pid_for_children", "user", "mnt", "net")]
        return [answers, before == after, in_fork(lambda: "can still fork")]

    assert in_fork(work, "root") == [[1, 1], True, "can still fork"]


# --- When a layer is missing -------------------------------------------------------------------------------------


@needs_all_layers
@pytest.mark.parametrize(
    ("module", "name", "layer"),
    [
        ("libc", "unshare", "pid namespace"),
        ("libc", "mount", "filesystem"),
        ("libc", "install_seccomp_program", "seccomp"),
        ("libc", "drop_capabilities", "start"),
        ("rlimits", "apply", "start"),
    ],
)
def test_a_layer_that_fails_is_told_and_nothing_runs(
    monkeypatch: pytest.MonkeyPatch, user: str, module: str, name: str, layer: str
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def work() -> list[Any]:
        prepared = sandbox.prepare()
        monkeypatch.setattr(f"autograder.sandbox.{module}.{name}", fail)
        reading, writing = os.pipe()
        try:
            sandbox.spawn(prepared, Policy(), [writing], lambda: os.write(writing, b"ran"))
        except SandboxError as error:
            os.close(writing)
            with pytest.raises(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)
            return [error.layer, str(error), error.remedy, os.read(reading, 10).decode()]
        return ["spawned"]

    told = in_fork(work, user)
    expected = "user namespace" if name == "unshare" and user == "ordinary" else layer
    assert told[0] == expected
    assert "Operation not permitted" in told[1]
    assert bool(told[2]) == (layer != "start"), "a layer comes with a remedy"
    assert told[3] == "", "main must not run"


@needs_all_layers
def test_a_missing_folder_is_told(user: str) -> None:
    told = in_fork(lambda: supervise(os.getpid, Policy(readable=("/no/such/folder",))), user)
    assert told["refused"] == "filesystem"
    assert "/no/such/folder" in told["reason"]


@needs_all_layers
@pytest.mark.parametrize("layer", ["landlock", "seccomp"])
def test_full_isolation_is_refused_without_a_library(monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    from autograder.sandbox import landlock_layer, seccomp_layer

    def missing() -> None:
        raise SandboxError(layer, "no such library", "install it")

    landlock_layer.abi.cache_clear()
    seccomp_layer.program.cache_clear()
    monkeypatch.setattr(landlock_layer if layer == "landlock" else seccomp_layer, f"_{PACKAGES[layer]}", missing)
    told = in_fork(lambda: supervise(os.getpid))
    assert (told["refused"], told["remedy"]) == (layer, "install it")
    less = in_fork(lambda: supervise(os.getppid, Policy(isolation="process")))
    assert less["status"] == 0


PACKAGES = {"landlock": "plumbing", "seccomp": "pyseccomp"}


def test_policy_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="isolation"):
        Policy(isolation="none")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="memory_mib"):
        Policy(memory_mib=0)


# --- Isolation "process" -----------------------------------------------------------------------------------------


def test_process_isolation_still_refuses_a_lot(user: str) -> None:
    secrets = [str(ROOT / "pyproject.toml"), str(ROOT / "tests"), str(Path.home())]

    def probe() -> dict[str, Any]:
        return {
            "calls": refused_calls("socket fork execve ptrace memfd_create mount chmod"),
            "seen": [path for path in secrets if readable(path)],
            "descriptors": len(open_descriptors()),
            "privileges": "NoNewPrivs:\t1" in Path("/proc/self/status").read_text(),
            "folder": os.getcwd(),
            "written": [outcome(Path("note").touch), outcome(Path("/var/tmp/made-in-the-sandbox").touch)],
        }

    told = in_fork(lambda: supervise(probe, Policy(isolation="process")), user)
    seen = told["answer"]
    assert told["status"] == 0
    assert set(seen["calls"].values()) == {"EPERM"}
    assert seen["seen"] == []
    assert seen["descriptors"] == 4
    assert seen["privileges"]
    assert seen["written"] == ["ok", "EACCES"]
    assert not os.path.exists(seen["folder"]), "the scratch folder is left behind"


def test_process_isolation_counts_children_when_there_is_no_filter(user: str) -> None:
    def probe() -> str:
        if os.fork() == 0:
            hold(200)
            time.sleep(30)
        time.sleep(30)
        return "survived"

    def change(prepared: sandbox.Prepared) -> sandbox.Prepared:
        return dataclasses.replace(prepared, seccomp=False)

    policy = Policy(isolation="process", memory_mib=100)
    told = in_fork(lambda: supervise(probe, policy, change=change, seconds=20), user)
    assert (told["reason"], told["status"]) == ("memory", -signal.SIGKILL)


# --- Doctor ------------------------------------------------------------------------------------------------------


def test_layers_are_told_with_detail_or_remedy(user: str) -> None:
    found = in_fork(lambda: [dataclasses.asdict(layer) for layer in layers()], user)
    names = [layer["name"] for layer in found]
    assert names[:2] == ["python", "platform"]
    assert {"uid", "user namespace", "pid namespace", "namespaces", "filesystem", "landlock", "seccomp"} <= set(names)
    for layer in found:
        assert layer["detail"]
        assert layer["available"] or layer["remedy"], layer


@needs_all_layers
@pytest.mark.parametrize(
    ("name", "broken", "layers_lost"),
    [
        ("libc.pivot_root", OSError(errno.EPERM, "no"), {"filesystem"}),
        ("libc.install_seccomp_program", OSError(errno.EINVAL, "no"), {"seccomp"}),
        ("libc.unshare", OSError(errno.ENOSPC, "no"), {"user namespace", "pid namespace", "namespaces", "filesystem"}),
    ],
)
def test_layers_notice_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: OSError, layers_lost: set[str]
) -> None:
    def fail(*_: object) -> None:
        raise broken

    monkeypatch.setattr(f"autograder.sandbox.{name}", fail)
    lost = [layer for layer in layers() if not (layer.available or layer.optional)]
    assert {layer.name for layer in lost} == layers_lost
    assert all(layer.remedy for layer in lost)


@needs_all_layers
def test_layers_notice_a_filter_that_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.libc.install_seccomp_program", lambda _: None)
    lost = [layer for layer in layers() if not layer.available and not layer.optional]
    assert [layer.name for layer in lost] == ["seccomp"]


def test_elsewhere_nothing_is_available_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libc, "LINUX", False)
    found = layers()
    assert not any(layer.available for layer in found if layer.name != "python")
    assert all("Linux" in layer.remedy for layer in found if layer.name != "python")
    with pytest.raises(SandboxError, match="namespaces"):
        spawning.spawn(sandbox.prepare(), Policy(), [], lambda: None)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_imports_on_other_systems(platform: str) -> None:
    code = (
        f"import sys, ctypes, pytest, autograder; sys.platform = {platform!r}\n"
        "for name in [name for name in sys.modules if name.startswith('autograder.sandbox')]: del sys.modules[name]\n"
        "for name in ('resource', 'landlock', 'pyseccomp', 'pwd'): sys.modules[name] = None\n"
        "import autograder.sandbox as s; print(len(s.layers()), s.prepare().view)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1] == "None"


def test_the_remedy_names_the_setting_that_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for setting, value in (
        ("kernel/apparmor_restrict_unprivileged_userns", "1"),
        ("kernel/unprivileged_userns_clone", "0"),
        ("user/max_user_namespaces", "0"),
    ):
        monkeypatch.setattr(remedies, "_setting", lambda name: value if name == setting else None)  # noqa: B023
        assert setting.replace("/", ".") in remedies.remedy("user namespace", errno.EPERM)


# --- TensorFlow --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@needs_all_layers
def test_tensorflow_works_inside() -> None:
    script = Path(__file__).with_name("sandbox_probe_tensorflow.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=600, cwd=ROOT, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    outcomes = {line["probe"]: line["outcome"] for line in lines if "probe" in line}
    assert len(outcomes) == 9, done.stderr[-3000:]
    assert set(outcomes.values()) == {"ok"}, outcomes
    assert lines[-1]["status"] == 0
    assert lines[-1]["reason"] is None
