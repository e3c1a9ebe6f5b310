"""`autograder release`: the folder that learners get — the package `course` as a wheel, the exercises, a lock, a README.

Nothing of the solutions, the hidden checks or the grader is in it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from autograder.build import learner_notebook, render
from autograder.courses import Course
from autograder.errors import AutograderError
from course.syllabus import Topic, topics

# What only instructors and developers need; everything else in the project's dependencies goes to learners.
INSTRUCTORS_ONLY = {
    "nbgrader",
    "nbclient",
    "msgspec",
    "cloudpickle",
    "jinja2",
    "psutil",
    "landlock",
    "pyseccomp",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "tf-exercises"
version = "{version}"
description = "A TensorFlow 2 course that checks itself: exercises for learners."
requires-python = ">=3.10"
license = "MIT"
dependencies = [
{dependencies}
]

[project.scripts]
course = "course.cli:main"

[project.entry-points.pytest11]
course = "course.pytest_plugin"

[tool.setuptools.packages.find]
include = ["course*"]

[tool.setuptools.package-data]
course = ["*.toml", "pristine/*.ipynb", "**/*.npz", "**/*.h5", "py.typed"]
"""
_README = """\
# TensorFlow 2 in exercises

{count} topics, {points:g} points. Each topic is a notebook: read, write the functions, press the check cell below them.

## Set up, once (Python 3.10 to 3.13)

```
python -m venv .venv
.venv/bin/pip install --require-hashes -r requirements.txt
.venv/bin/pip install --no-deps {wheel}
```

On Windows the programs are in `.venv\\Scripts\\` instead of `.venv/bin/`.

## Work

```
.venv/bin/jupyter lab exercises        # open a notebook and begin
.venv/bin/course list                  # what there is, and how far you are
.venv/bin/course check {first}         # check a topic from the terminal
.venv/bin/course watch {first}         # check again at every save
.venv/bin/course hint {first} PART     # one hint after another
.venv/bin/course reset {first}         # the untouched notebook back; yours stays as a backup
.venv/bin/pytest exercises/{folder}    # the same checks as plain pytest
```

If you would rather work in an editor: `course script {first}` writes the notebook as a script beside it.

## Topics

| | topic | builds on |
| --- | --- | --- |
{table}

The checks here are public: they tell you what was called, what came back and what was expected. Your instructor grades
with others, which look at more cases. Hand in the notebook (or the script) under its own name.
"""


def release(out: Path, chosen: list[Topic] | None = None) -> list[Path]:
    """Write the learners' folder into `out`, which must be new or empty; the files and folders at its top."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise AutograderError(f"{out} is not empty; choose a new folder for --out")
    course = Course.found()
    chosen = chosen or list(topics())
    try:
        out.mkdir(parents=True, exist_ok=True)
        for topic in chosen:
            files = course.files(topic)
            folder = out / "exercises" / topic.folder
            folder.mkdir(parents=True)
            (folder / f"{topic.name}.ipynb").write_text(render(learner_notebook(topic)), encoding="utf-8")
            shutil.copyfile(files.exercise / "test_topic.py", folder / "test_topic.py")
        wheel = _wheel(course.root, out)
        (out / "requirements.txt").write_text(_lock(course.root), encoding="utf-8")
        (out / "README.md").write_text(_readme(chosen, wheel.name), encoding="utf-8")
    except OSError as error:
        raise AutograderError(f"{error.filename or out} cannot be written ({error.strerror})") from error
    return sorted(out.iterdir())


def _dependencies(root: Path) -> list[str]:
    """The project's dependencies that learners need."""
    try:
        found = metadata.requires("tf-exercises") or []
    except metadata.PackageNotFoundError as error:
        raise AutograderError(f"tf-exercises is not installed; run `make setup` in {root}") from error
    wanted = [line for line in found if "extra ==" not in line]
    return [line for line in wanted if _normal(line) not in INSTRUCTORS_ONLY]


def _wheel(root: Path, out: Path) -> Path:
    """A wheel of `course` alone."""
    source = root / "course"
    if not (source / "syllabus.toml").is_file():
        source = Path(__file__).resolve().parents[1] / "course"
    with tempfile.TemporaryDirectory(prefix="autograder-release-") as room:
        staging = Path(room)
        shutil.copytree(source, staging / "course", ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*"))
        listed = "\n".join(f"    {line!r}," for line in _dependencies(root))
        version = metadata.version("tf-exercises")
        (staging / "pyproject.toml").write_text(_PYPROJECT.format(version=version, dependencies=listed), "utf-8")
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
        done = subprocess.run(
            [*command, "--wheel-dir", str(staging / "dist"), str(staging)],
            capture_output=True,
            text=True,
            check=False,
        )
        built = list((staging / "dist").glob("*.whl"))
        if done.returncode or len(built) != 1:
            told = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise AutograderError(f"the wheel of `course` could not be built: {told}")
        return Path(shutil.copy2(built[0], out))


def _lock(root: Path) -> str:
    """The part of the project's lock that learners need: names, versions, hashes."""
    path = root / "constraints.txt"
    if not path.is_file():
        path = Path(__file__).resolve().parents[1] / "constraints.txt"
    if not path.is_file():
        raise AutograderError(f"{path} is missing: release from a clone of the repository")
    needed = _closure([_normal(line) for line in _dependencies(root)])
    entries = re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8"))
    kept = [entry for entry in entries if not entry.startswith("#") and _normal(entry) in needed]
    return "# What the course needs, with hashes, for Python 3.10 to 3.13.\n" + "\n".join(kept).rstrip("\n") + "\n"


def _closure(names: list[str]) -> set[str]:
    """These packages and all that they may need on any machine; what is not installed here has no further needs."""
    known: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        waiting += [_normal(line) for line in requires if "extra ==" not in line]
    return known


def _normal(requirement: str) -> str:
    found = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else ""


def _readme(chosen: list[Topic], wheel: str) -> str:
    rows = [
        f"| {topic.number:02d} | {topic.title} ({topic.chinese}) | {', '.join(topic.requires) or '–'} |"
        for topic in chosen
    ]
    return _README.format(
        count=len(chosen),
        points=sum(topic.points for topic in chosen),
        wheel=wheel,
        first=chosen[0].name,
        folder=chosen[0].folder,
        table="\n".join(rows),
    )
