"""The same notebooks and checks graded by `otter run`: its test files run the hidden checks in the notebook's kernel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from course import syllabus
from course.syllabus import Topic
from tests.attacks import peers

ROOT = Path(__file__).resolve().parents[2]


def measure(room: Path, folder: Path, row: Callable[..., Any]) -> Any:
    """Grade every submission of `room`; wall and processor time of `otter run` alone."""
    peers.make_otter()
    paths = sorted(room.glob("*/*.ipynb"))
    for name in {path.stem for path in paths}:
        _archive(syllabus.topic(name), folder / name)
    wall = cpu = 0.0
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if not {"demo", "check"} & set(cell.metadata.get("tags", []))]
        work = folder / path.stem / path.parent.name
        work.mkdir()
        nbformat.write(notebook, work / path.name)
        started, before = time.monotonic(), os.times()
        _otter(work, "run", "-a", str(folder / path.stem / "autograder.zip"), "-o", ".", "--no-logo", path.name)
        after = os.times()
        wall += time.monotonic() - started
        cpu += after.children_user + after.children_system - before.children_user - before.children_system
        lost = [test for test in json.loads((work / "results.json").read_text())["tests"] if test.get("score") == 0]
        assert not lost, f"{path.stem} is not graded right by otter: nothing is measured: {lost[0]}"
    return row("otter run", len(paths), wall, cpu)


def _archive(topic: Topic, folder: Path) -> None:
    """otter's autograder for a topic: one test file per part."""
    (folder / "tests").mkdir(parents=True)
    for part in topic.parts:
        code = (
            f">>> import sys\n>>> sys.path.insert(0, {str(ROOT)!r})\n>>> from tests.benchmarks.live import check_part\n"
            f">>> check_part({topic.name!r}, {part.id!r})\n"
        )
        suite = {
            "cases": [{"code": code, "hidden": False, "locked": False}],
            "scored": True,
            "setup": "",
            "teardown": "",
            "type": "doctest",
        }
        told = {"name": part.id, "points": part.points, "suites": [suite]}
        (folder / "tests" / f"{part.id}.py").write_text(f"OK_FORMAT = True\ntest = {told!r}\n")
    options = ["--no-config", "--no-requirements", "--no-environment"]
    _otter(folder, "generate", "-t", "tests", "-o", "autograder.zip", *options)


def _otter(folder: Path, *arguments: str) -> None:
    path = os.pathsep.join([str(peers.PEERS / "bin"), os.environ.get("PATH", "")])
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PATH": path}
    command = [str(peers.PEERS / "bin" / "otter"), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"otter {arguments[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
