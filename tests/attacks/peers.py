"""The same attacks against other graders of notebooks: nbgrader's autograde, otter's run and plain pytest.

They all run the tests in the learner's own process. Each gets the same three questions about the same functions, written
as its manual shows, and the same submissions; an attack has gained something when its score is above that of the honest
wrong answers that it comes with. Used by `make attacks PEERS=1`; otter-grader is installed into a folder of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.instructing import nbgrader_environment
from tests.attacks import Attack

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".peers"
KINDS = ("leave early", "forge the verdict", "forge the observation")
GIVEN = "import numpy as np\nimport tensorflow as tf\nimport keras\n\nSCALE = 2.0\n"
QUESTIONS = {
    "total": (4, "values = np.arange(7, dtype='float32')\nassert float(total(values)) == 42.0\n"),
    "halves": (3, "assert float(halves(6.0)) == 3.0\nassert float(thirds(6.0)) == 2.0\n"),
    "line": (
        3,
        "model = line(3)\nassert model.count_params() == 4\n"
        "np.testing.assert_array_equal(np.shape(model(np.ones((2, 3), 'float32'))), (2, 1))\n",
    ),
}
SECONDS = 30


@dataclass(frozen=True)
class Peer:
    """A grader: its name with version, and how it scores a submission; None when it gives no score at all."""

    name: str
    score: Callable[[str, Path], float | None]


def applies(attack: Attack) -> bool:
    """Whether an attack means anything to a grader that is not ours."""
    ours = ("autograder", "sys._getframe", "/proc/", "snapshot")
    return attack.kind in KINDS and not attack.slow and not any(word in attack.source for word in ours)


def peers() -> list[Peer]:
    """The graders, made ready; otter-grader is downloaded when it is used for the first time."""
    make_otter()
    return [
        Peer("pytest", plain_pytest),
        Peer("nbgrader", nbgrader),
        Peer("otter", otter),
    ]


def compare(attack: Attack, honest: str, every: list[Peer], baseline: dict[str, float | None]) -> dict[str, str]:
    """What each grader makes of an attack; `baseline` holds what it gives the honest wrong answers."""
    told = {}
    for peer in every:
        with tempfile.TemporaryDirectory(prefix="peers-") as folder:
            score = peer.score(honest + attack.source, Path(folder))
        before = baseline[peer.name] or 0.0
        if score is None:
            told[peer.name] = "[yellow]no score[/]"
        elif score > before:
            told[peer.name] = f"[bold red]{score:g} of 10[/]"
        else:
            told[peer.name] = f"[green]{score:g}[/]"
    return told


def baselines(honest: str, every: list[Peer]) -> dict[str, float | None]:
    """Scores of the honest wrong answers; every grader has to give them the same."""
    found: dict[str, float | None] = {}
    for peer in every:
        with tempfile.TemporaryDirectory(prefix="peers-") as folder:
            found[peer.name] = peer.score(honest, Path(folder))
    return found


def _run(
    command: list[str], folder: Path, environment: dict[str, str] | None = None, seconds: float = 2 * SECONDS
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in (environment or dict(os.environ)).items() if not name.startswith("PYTEST_")}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**kept, "TF_CPP_MIN_LOG_LEVEL": "3"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -1, "", "timeout")


def plain_pytest(source: str, folder: Path) -> float | None:
    """Tests that import the submission; the score is read from pytest's JUnit report."""
    (folder / "submission.py").write_text(GIVEN + source, encoding="utf-8")
    body = "".join(
        f"\n\ndef test_{name}():\n" + "".join(f"    {line}\n" for line in test.splitlines())
        for name, (_, test) in QUESTIONS.items()
    )
    (folder / "test_submission.py").write_text(
        f"import numpy as np\nfrom submission import *\n{body}", encoding="utf-8"
    )
    done = _run([sys.executable, "-m", "pytest", "-q", "--junitxml=report.xml", "test_submission.py"], folder)
    report = folder / "report.xml"
    if not report.is_file():
        return 10.0 if done.returncode == 0 else None  # graders without a report go by the exit status
    score = 0.0
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written a moment ago by pytest
        name = (case.get("name") or "").removeprefix("test_")
        if name in QUESTIONS and not list(case):
            score += QUESTIONS[name][0]
    return score


def nbgrader(source: str, folder: Path) -> float | None:
    """`nbgrader autograde` on a notebook with one answer cell and a test cell per question."""
    course = folder / "course"
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [_cell("given", GIVEN, locked=True), _cell("answers", "raise NotImplementedError", solution=True)]
    notebook.cells += [
        _cell(f"test-{name}", test, grade=True, locked=True, points=points)
        for name, (points, test) in QUESTIONS.items()
    ]
    (course / "source" / "one").mkdir(parents=True)
    nbformat.write(notebook, course / "source" / "one" / "one.ipynb")
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'peers'\nc.ClearSolutions.enforce_metadata = False\n"
        f"c.ExecutePreprocessor.timeout = {SECONDS}\n"
    )
    command = [sys.executable, "-m", "nbgrader"]
    made = _run([*command, "generate_assignment", "one", "--create"], course, nbgrader_environment())
    if made.returncode:
        raise RuntimeError(made.stderr[-2000:])
    submitted = nbformat.read(course / "release" / "one" / "one.ipynb", as_version=4)
    submitted.cells[1].source = source
    (course / "submitted" / "student" / "one").mkdir(parents=True)
    nbformat.write(submitted, course / "submitted" / "student" / "one" / "one.ipynb")
    _run([*command, "autograde", "one"], course, nbgrader_environment())
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        try:
            return float(book.find_submission("one", "student").score)
        except MissingEntry:
            return None


def _cell(name: str, source: str, **flags: object) -> nbformat.NotebookNode:
    metadata = {
        "schema_version": 3,
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    }
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": {**metadata, **flags}})


def otter(source: str, folder: Path) -> float | None:
    """`otter run` on a notebook, with tests in otter's own format."""
    (folder / "tests").mkdir()
    for name, (points, test) in QUESTIONS.items():
        code = "".join(f">>> {line}\n" for line in test.splitlines())
        case = {"code": code, "hidden": False, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        told = {"name": name, "points": points, "suites": [suite]}
        (folder / "tests" / f"{name}.py").write_text(f"OK_FORMAT = True\ntest = {told!r}\n")
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(GIVEN), nbformat.v4.new_code_cell(source)]
    nbformat.write(notebook, folder / "submission.ipynb")
    (folder / "out").mkdir()
    command = str(PEERS / "bin" / "otter")
    environment = {**os.environ, "PATH": f"{PEERS / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    options = ["--no-config", "--no-requirements", "--no-environment"]
    made = _run([command, "generate", "-t", "tests", "-o", "autograder.zip", *options], folder, environment)
    if made.returncode:
        raise RuntimeError((made.stdout + made.stderr)[-2000:])
    _run([command, "run", "-a", "autograder.zip", "-o", "out", "--no-logo", "submission.ipynb"], folder, environment)
    results = folder / "out" / "results.json"
    if not results.is_file():
        return None
    found = json.loads(results.read_text())["tests"]
    return float(sum(test.get("score", 0) for test in found if test["name"] in QUESTIONS))


def make_otter() -> None:
    """A virtual environment with otter-grader, which finds TensorFlow in ours."""
    if (PEERS / "bin" / "otter").is_file():
        return
    for command in (
        [sys.executable, "-m", "venv", str(PEERS)],
        [str(PEERS / "bin" / "python"), "-m", "pip", "install", "--quiet", "otter-grader>=6", "ipykernel"],
    ):
        done = _run(command, ROOT, seconds=1_800)
        if done.returncode:
            raise SystemExit(f"otter-grader could not be installed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    libraries = next(PEERS.glob("lib/python*/site-packages")) / "tensorflow.pth"
    libraries.write_text(sysconfig.get_paths()["purelib"] + "\n")


def versions() -> str:
    """What was compared, for the table's caption."""
    from importlib import metadata

    told = _run([str(PEERS / "bin" / "otter"), "--version"], ROOT).stdout
    found = re.search(r"Otter-Grader version: (\S+)", told)
    return f"pytest {metadata.version('pytest')}, nbgrader {metadata.version('nbgrader')}, otter {found.group(1) if found else '?'}"
