"""Faults of the machine: whatever is killed, every submission ends with exactly one report, as in an undisturbed run."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.engine import MINI

COUNT = int(os.environ.get("AUTOGRADER_FAULT_BATCH", "16"))
SEED = "fa" * 16
BODIES = [
    "def total(values):\n    return SCALE * tf.reduce_sum(values)\n",
    "def total(values):\n    return tf.reduce_sum(values)\n",
    "def halves(x):\n    return x / 2\n",
    "import os\n\n\ndef halves(x):\n    os._exit(1)\n",
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "class"
    for number in range(COUNT):
        path = folder / f"s{number:03d}" / "mini.py"
        path.parent.mkdir(parents=True)
        path.write_text(BODIES[number % len(BODIES)])
    return folder


def start(room: Path, out: Path, *options: str, under: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """The real command, with a fork server of its own; `under` is a command that starts it."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "AUTOGRADER_SERVER"},
        "COURSE_SYLLABUS": str(MINI / "syllabus.toml"),
        "AUTOGRADER_COURSE": str(MINI),
    }
    return subprocess.Popen(
        [
            *under,
            sys.executable,
            "-m",
            "autograder",
            "grade",
            str(room),
            "--out",
            str(out),
            "--overlay",
            "--jobs",
            "2",
            *options,
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def judged(out: Path) -> dict[str, Any]:
    """Reports by student, times aside."""
    found = {}
    for path in sorted(out.glob("reports/*/mini.json")):
        report = json.loads(path.read_text())
        checks = [(check["check"], check["outcome"]) for part in report["parts"] for check in part["checks"]]
        found[report["student"]] = (report["score"], report["max_score"], report["run_seed"], checks)
    return found


@pytest.fixture(scope="module")
def undisturbed(room: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("undisturbed")
    process = start(room, out / "out", "--run-seed", SEED)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    found = judged(out / "out")
    assert len(found) == COUNT
    assert {score for score, *_ in found.values()} == {10.0, 9.0, 7.0}
    return found


def victims(process: subprocess.Popen[str], kind: str) -> list[psutil.Process]:
    """Processes of a batch: its fork server, a worker or supervisor, a grader process, or what those are forked from."""
    children = psutil.Process(process.pid).children(recursive=True)
    servers = [child for child in children if "autograder.forkserver" in " ".join(child.cmdline())]
    if kind == "server":
        return [server for server in servers if server.ppid() == process.pid]
    if kind == "worker":
        return [server for server in servers if server.ppid() != process.pid]
    graders = [child for child in children if "multiprocessing.forkserver" in " ".join(child.cmdline())]
    return [each for each in graders if (each.ppid() == process.pid) == (kind == "parent of graders")]


def wait_for_reports(out: Path, count: int, process: subprocess.Popen[str]) -> None:
    while len(list(out.glob("reports/*/mini.json"))) < count and process.poll() is None:
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["server", "worker", "grader", "parent of graders"])
def test_a_killed_part_costs_no_report(kind: str, room: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    draw = random.Random(kind)
    process = start(room, tmp_path / "out", "--run-seed", SEED)
    kills = 0
    for threshold in (1, COUNT // 2):
        wait_for_reports(tmp_path / "out", threshold, process)
        for _ in range(100):
            try:
                found = victims(process, kind)
                if found:
                    draw.choice(found).kill()
                    kills += 1
                    break
            except psutil.NoSuchProcess:
                continue
            time.sleep(0.02)
    _, errors = process.communicate(timeout=600)
    assert kills, "nothing was killed: the test proves nothing"
    found = judged(tmp_path / "out")
    assert set(found) == set(undisturbed), errors
    changed = {student for student in found if found[student] != undisturbed[student]}
    if kind == "worker":  # a worker that dies is the learner's outcome: it may cost that one observation
        assert len(changed) <= kills
    else:
        assert changed == set(), errors


@pytest.mark.slow
def test_a_killed_run_resumes_to_the_same_reports(room: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(room, out, "--run-seed", SEED)
    wait_for_reports(out, 3, process)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    early = judged(out)
    assert 0 < len(early) < COUNT
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == [], "a killed batch leaves processes behind"
    again = start(room, out, "--resume")
    _, errors = again.communicate(timeout=600)
    assert again.returncode == 0, errors
    assert judged(out) == undisturbed
    assert list(out.glob("**/*.tmp")) == []


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's workers have supervisors in every test")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) takes the rights of root away")
def test_workers_with_supervisors_give_the_same_reports(
    room: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    rights = "-sys_admin,-setuid,-setgid"
    under = ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")
    process = start(room, tmp_path / "out", "--run-seed", SEED, under=under)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    assert judged(tmp_path / "out") == undisturbed


def test_a_result_folder_that_cannot_be_written_is_one_clear_message(room: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    process = start(room, tmp_path / "out")
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in errors
    assert "out" in errors


@pytest.mark.slow
def test_a_full_disk_is_one_clear_message_and_resumes(room: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(disk)], check=True)
    try:
        process = start(room, disk / "out", "--run-seed", SEED)
        _, errors = process.communicate(timeout=600)
        assert process.returncode == 2, errors
        assert "Traceback" not in errors
        assert "space" in errors
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        again = start(room, disk / "out", "--resume")
        _, errors = again.communicate(timeout=600)
        assert again.returncode == 0, errors
        assert judged(disk / "out") == undisturbed
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_result_folder_that_turns_read_only_is_one_clear_message_and_resumes(
    room: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk to make it read-only")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    try:
        process = start(room, disk / "out", "--run-seed", SEED)
        wait_for_reports(disk / "out", 2, process)
        while subprocess.run(["mount", "-o", "remount,ro", str(disk)], capture_output=True, check=False).returncode:
            time.sleep(0.01)  # a report is being written
        _, errors = process.communicate(timeout=600)
        assert process.returncode == 2, errors
        assert "Traceback" not in errors
        assert "read-only" in errors.lower()
        assert "--resume" in errors
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        again = start(room, disk / "out", "--resume")
        _, errors = again.communicate(timeout=600)
        assert again.returncode == 0, errors
        assert judged(disk / "out") == undisturbed
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_clock_that_jumps_changes_no_grade(
    room: Path, undisturbed: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = """
import itertools, time
jumps = itertools.cycle([0, 86_400, -86_400 * 3_000, 31_536_000])
real = time.time
time.time = lambda: real() + next(jumps)
"""
    (tmp_path / "sitecustomize.py").write_text(broken)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    process = start(room, tmp_path / "out", "--run-seed", SEED)
    _, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    assert judged(tmp_path / "out") == undisturbed
