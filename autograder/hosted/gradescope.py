"""A ready Gradescope autograder: one archive for a topic, with our engine, its hidden checks and the lock.

Layout and paths are those of Gradescope's autograder specification: `setup.sh` runs once, when the image is built;
`run_autograder` runs for each submission, in a container of its own, and leaves `results/results.json`.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from autograder.courses import Course
from autograder.errors import AutograderError
from autograder.records import write_atomically
from autograder.sandbox.policy import Isolation
from course.syllabus import SYLLABUS, Topic

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent
EPOCH = (2020, 1, 1, 0, 0, 0)
SETUP = """\
#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image (choose Ubuntu 22.04 or newer: Python 3.10 to 3.13).
set -euo pipefail
root=${GRADESCOPE_ROOT:-/autograder}
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv libseccomp2
python3 -m venv "$root/venv"
pip=("$root/venv/bin/python" -m pip --disable-pip-version-check install -qq --no-cache-dir --no-deps)
"${pip[@]}" --require-hashes -r "$root/source/constraints.txt"
"${pip[@]}" --no-build-isolation "$root/source"
rm -rf "$root/source/build" "$root"/venv/lib/python3*/site-packages/autograder/graders
# A submission's worker has no capabilities: what another user owns it can neither change nor, here, read.
chown -R nobody "$root/venv" "$root/source"
chmod -R go-w "$root/venv" "$root/source"
chmod -R go-rwx "$root/source/solutions" "$root/source/autograder/graders"
"""
RUN = """\
#!/usr/bin/env bash
# Grades /autograder/submission into /autograder/results/results.json.
root=${{GRADESCOPE_ROOT:-/autograder}}
python=${{GRADESCOPE_PYTHON:-$root/venv/bin/python}}
unset COURSE_SYLLABUS
export AUTOGRADER_COURSE=$root/source TF_CPP_MIN_LOG_LEVEL=2
chown nobody "$root" "$root/results" 2>/dev/null # as in setup.sh: what a submission leaves behind changes nothing here
cd "$root/source" || exit 1
exec "$python" -m autograder.hosted.grade_one --topic {topic} --root "$root" --isolation {isolation}
"""


def write_archive(topic: Topic, out: Path, isolation: Isolation) -> Path:
    """Write OUT/TOPIC.zip, to be uploaded under "Configure Autograder"; it holds solution and hidden checks: keep it.

    `isolation` is what graded code runs in. Gradescope starts every submission in a container of its own, where "full"
    needs namespaces that its containers may refuse; "process" then leaves a seccomp filter, no capabilities, limits,
    Landlock where the kernel has it, and the container.
    """
    files = Course.found().files(topic)
    lock = Course.found().root / "constraints.txt"
    lock = lock if lock.is_file() else PROJECT / "constraints.txt"
    if not lock.is_file() or not (PROJECT / "pyproject.toml").is_file():
        raise AutograderError(
            f"{PROJECT} has no pyproject.toml and constraints.txt: run this in a clone of the repository"
        )
    members = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.format(topic=topic.name, isolation=isolation).encode(),
        "constraints.txt": lock.read_bytes(),
        "pyproject.toml": (PROJECT / "pyproject.toml").read_bytes(),
        "README.md": b"tf-exercises, as a Gradescope autograder\n",
        "LICENSE": (PROJECT / "LICENSE").read_bytes(),
        f"solutions/{topic.folder}.py": files.solution.read_bytes(),
    }
    for package in ("course", "autograder"):
        members |= _package(PROJECT / package, f"{package}/")
    members["course/syllabus.toml"] = Path(os.environ.get("COURSE_SYLLABUS") or SYLLABUS).read_bytes()
    members[f"autograder/graders/{files.grader.name}"] = files.grader.read_bytes()
    members["autograder/graders/pytest.ini"] = (files.grader.parent / "pytest.ini").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name in ("setup.sh", "run_autograder") else 0o644) << 16
            archive.writestr(entry, data)
    path = out / f"{topic.name}.zip"
    write_atomically(path, packed.getvalue())
    return path


def _package(folder: Path, prefix: str) -> dict[str, bytes]:
    """A package's files, without caches and without the hidden checks of other topics."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        private = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.is_file() and not private and name.parts[0] not in ("graders", "pristine"):
            found[prefix + name.as_posix()] = path.read_bytes()
    return found
