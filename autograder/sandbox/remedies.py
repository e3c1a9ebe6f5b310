"""What to install or enable when a layer of the sandbox is missing."""

from __future__ import annotations

import os
from pathlib import Path

PROCESS_ONLY = "Or accept less protection with `--isolation process`."


def _setting(name: str) -> str | None:
    try:
        return Path("/proc/sys", name).read_text().strip()
    except OSError:
        return None


def user_namespace_restriction() -> str | None:
    """The setting that keeps ordinary users from user namespaces, with its remedy; None when none is known to."""
    if os.geteuid() == 0:
        return None
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "AppArmor keeps ordinary users from user namespaces (Ubuntu 23.10 and later): run "
            "`sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or start the grader as root."
        )
    if _setting("kernel/unprivileged_userns_clone") == "0":
        return "Run `sudo sysctl -w kernel.unprivileged_userns_clone=1`, or start the grader as root."
    if _setting("user/max_user_namespaces") == "0":
        return "Run `sudo sysctl -w user.max_user_namespaces=10000`, or start the grader as root."
    return None


def remedy(layer: str, errno: int = 0) -> str:
    """One or two sentences: what makes `layer` available on this machine."""
    if layer in ("user namespace", "pid namespace", "namespaces", "filesystem"):
        blocked = user_namespace_restriction()
        if blocked:
            return f"{blocked} {PROCESS_ONLY}"
    advice = {
        "user namespace": "Inside a container, allow user namespaces (Docker: `--security-opt seccomp=unconfined`).",
        "pid namespace": "Inside a container, give it CAP_SYS_ADMIN or allow user namespaces "
        "(Docker: `--security-opt seccomp=unconfined --security-opt systempaths=unconfined`).",
        "namespaces": "Inside a container, give it CAP_SYS_ADMIN or allow user namespaces.",
        "filesystem": "The kernel must be 5.12 or newer; inside a container, /proc must not be masked "
        "(Docker: `--security-opt systempaths=unconfined --security-opt apparmor=unconfined`).",
        "uid": "The grader runs as root without the right to change its uid: give it CAP_SETUID and CAP_SETGID, "
        "or start it as an ordinary user.",
        "landlock": "Landlock needs kernel 5.13 or newer, `landlock` in the kernel's `lsm=` list, and the Python "
        "package `landlock` (`pip install landlock`).",
        "seccomp": "Install libseccomp (`apt install libseccomp2`) and the Python package `pyseccomp`.",
        "platform": "Grade on Linux (a virtual machine or a container is fine).",
    }.get(layer, "")
    if layer in ("landlock", "seccomp", "platform", "namespaces", "user namespace", "pid namespace", "filesystem"):
        return f"{advice} {PROCESS_ONLY}"
    return advice
