"""A root of its own for the worker: what Python needs, read-only, and one small scratch folder."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.sandbox import libc
from autograder.sandbox.policy import SCRATCH, SandboxError

SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/usr/share/i18n",
    "/usr/share/locale",
    "/usr/share/zoneinfo",
    "/usr/local/share/fonts",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/sys/devices/system/cpu",
)
DEVICES = ("/dev/null", "/dev/full", "/dev/random", "/dev/urandom")
"""Not /dev/zero: its shared mappings are memory that no process's counters show."""

PROC = ("/proc/1", "/proc/cpuinfo", "/proc/meminfo")
"""What the worker reads of its /proc: itself, and what numeric libraries ask about the machine."""

SCRATCH_INODES = 16_384
# A link is left out where something readable lies below its path, such as a virtual environment in /tmp.
LINKS = (
    ("/tmp", SCRATCH),
    ("/var/tmp", SCRATCH),
    ("/dev/shm", SCRATCH),
    ("/dev/fd", "/proc/self/fd"),
    ("/dev/stdin", "/proc/self/fd/0"),
    ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
)
_TOP_LINKS = ("/lib", "/lib32", "/lib64")
_LIBRARIES = ("site-packages", "dist-packages")
_MOUNT_POINTS = ("/mnt", "/media", "/srv", "/boot", "/opt", "/sys", "/run")


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class View:
    """The worker's file system: `trees` (where they are, where they appear), symbolic `links`, folders shown empty.

    `extra` trees come last and may lie in a `masked` folder.
    """

    trees: Pairs
    links: Pairs
    masked: tuple[str, ...]
    extra: Pairs = ()

    def showing(self, paths: Iterable[str]) -> View:
        """The same view with more folders or files in it; a missing one is a SandboxError."""
        names: set[str] = set()
        for path in map(os.path.abspath, paths):
            if not os.path.exists(path):
                raise SandboxError("filesystem", f"{path} should be readable but does not exist")
            names |= {path, os.path.realpath(path)}
        extra: list[tuple[str, str]] = []
        for name in sorted(names):
            shown = self.shows(name) or any(_within(name, target) for _, target in extra)
            if not shown:
                extra.append((os.path.realpath(name), name))
        return replace(self, extra=(*self.extra, *extra))

    def shows(self, path: str) -> bool:
        """Whether the worker finds at `path` what is there outside."""
        inside = any(_within(path, target) for _, target in self.trees)
        return inside and not any(_within(path, folder) for folder in self.masked)

    def targets(self) -> list[str]:
        """Every folder and file that the worker may read."""
        return [target for _, target in (*self.trees, *self.extra)]


def plan() -> View:
    """What this Python needs to read, and the project's learner package; nothing else of the project."""
    hidden = _hidden()
    trees: list[tuple[str, str]] = []
    links = {path: os.readlink(path) for path in _TOP_LINKS if os.path.islink(path)}
    names = {os.path.abspath(path) for path in (*SYSTEM, *_python(), str(_package("course")))} - set(links)
    for name in sorted(names | {os.path.realpath(name) for name in names}):
        covered = any(_within(name, target) for _, target in trees)
        if covered or not os.path.exists(name) or _reveals(name) or any(_within(name, folder) for folder in hidden):
            continue
        trees.append((os.path.realpath(name), name))
    view = View(tuple(trees), tuple(links.items()), ())
    return replace(view, masked=tuple(folder for folder in hidden if view.shows(folder) and os.path.isdir(folder)))


def enter(view: View, scratch_mib: int, uid: int) -> int:
    """Build the root, move into it, let go of the old one; returns an O_PATH descriptor of the scratch folder.

    The caller is in a mount namespace of its own and may mount. Errors: SandboxError.
    """
    os.umask(0o022)
    try:
        libc.mount("none", "/", None, libc.MS_REC | libc.MS_PRIVATE)
        root = _mount_point(view)
        libc.mount("sandbox", root, "tmpfs", libc.MS_NOSUID | libc.MS_NODEV, "mode=0755,size=1m,nr_inodes=4096")
        _fill(root, view, uid)
        quiet = libc.MS_NOSUID | libc.MS_NODEV | libc.MS_NOEXEC
        os.mkdir(f"{root}/proc")
        libc.mount("proc", f"{root}/proc", "proc", quiet | libc.MS_RDONLY)
        for path in PROC:
            libc.bind(root + path, root + path)  # a mount pins the inode, which Landlock's rules are tied to
        options = f"mode=0700,uid={uid},gid={uid},size={scratch_mib}m,nr_inodes={SCRATCH_INODES}"
        os.mkdir(root + SCRATCH)
        libc.mount("scratch", root + SCRATCH, "tmpfs", quiet, options)
        os.chdir(root)
        libc.pivot_root(".", ".")  # the old root now lies over the new one
        libc.unmount(".")
        os.chdir("/")
        libc.set_mount_attributes("/", libc.MOUNT_ATTR_RDONLY, recursive=False)
        return os.open(SCRATCH, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SandboxError.from_os("filesystem", error) from error


def _fill(root: str, view: View, uid: int) -> None:
    for tree in view.trees:
        _show(root, *tree)
    for folder in view.masked:
        libc.mount("hidden", root + folder, "tmpfs", libc.MS_NOSUID | libc.MS_NODEV, "mode=0755,size=64k")
    for tree in view.extra:
        _show(root, *tree)
    for folder in view.masked:
        libc.set_mount_attributes(root + folder, libc.MOUNT_ATTR_RDONLY, recursive=False)
    for device in DEVICES:
        libc.bind(device, _place(root + device, folder=False))
    for path, target in (*view.links, *LINKS):
        if not os.path.lexists(root + path):
            os.makedirs(os.path.dirname(root + path), exist_ok=True)
            os.symlink(target, root + path)
    files = {
        "passwd": f"learner:x:{uid}:{uid}::{SCRATCH}:/nonexistent\n",
        "group": f"learner:x:{uid}:\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
        "hosts": "127.0.0.1 localhost\n",
    }
    os.makedirs(f"{root}/etc", exist_ok=True)
    for name, text in files.items():
        with open(f"{root}/etc/{name}", "w") as file:
            file.write(text)


def _show(root: str, source: str, target: str) -> None:
    place = _place(root + target, folder=os.path.isdir(source))
    libc.bind(source, place)
    attributes = libc.MOUNT_ATTR_RDONLY | libc.MOUNT_ATTR_NOSUID | libc.MOUNT_ATTR_NODEV
    libc.set_mount_attributes(place, attributes, recursive=True)


def _place(path: str, *, folder: bool) -> str:
    """Make an empty folder or file to mount on."""
    if folder:
        os.makedirs(path, exist_ok=True)
    elif not os.path.lexists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    return path


def _mount_point(view: View) -> str:
    """An existing folder that hides nothing that is still to be bound."""
    for path in _MOUNT_POINTS:
        real = os.path.isdir(path) and not os.path.islink(path)
        if real and not any(_within(source, path) for source, _ in (*view.trees, *view.extra)):
            return path
    raise SandboxError("filesystem", f"none of {', '.join(_MOUNT_POINTS)} is a folder to mount on")


def _python() -> list[str]:
    """Standard library and site-packages. Other entries of sys.path (the working folder, a checkout) are left out."""
    paths = [os.path.dirname(os.__file__), os.path.join(sys.prefix, "pyvenv.cfg")]
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix} - {"/usr"}:
        paths += [os.path.join(prefix, "lib"), os.path.join(prefix, "lib64")]
    paths += [path for path in sys.path if os.path.basename(path) in _LIBRARIES]
    return [path for path in paths if path]


def _package(name: str) -> Path:
    """Folder of one of the project's two packages."""
    if name == "autograder":
        return Path(__file__).resolve().parents[1]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SandboxError("filesystem", f"the package {name} is not installed")
    return Path(spec.origin).parent


def _installed() -> bool:
    """Whether the project lies among other packages, and not in a checkout of its own."""
    return _package("autograder").parent.name in _LIBRARIES


def _hidden() -> list[str]:
    """Folders of the project that no worker may read, wherever it is installed."""
    package = _package("autograder")
    names = (package.name,) if _installed() else (package.name, "solutions", "tests", "exercises", ".git", ".ci")
    return [str(package.parent / name) for name in names]


def _reveals(path: str) -> bool:
    """True for a path that would show the whole disk, somebody's home or a checkout of the project."""
    checkout = str(_package("autograder").parent)
    private = [os.path.expanduser("~")]
    if not _installed():
        private.append(checkout)
    return path == "/" or any(_within(place, path) for place in private if place != "/")


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
