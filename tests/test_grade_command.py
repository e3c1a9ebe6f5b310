"""`autograder grade` through its front door: files, folders, nbgrader trees, bad input, JSON, resume."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from autograder.scores import tables
from course.syllabus import topics
from tests.class_samples import report
from tests.engine import ENVIRONMENT, MINI

SOLUTION = MINI / "solutions" / "01_mini.py"
KEYS = {
    *("schema", "student", "topic", "score", "max_score", "run_seed", "parts", "submission_sha256", "versions"),
    *("seconds", "cpu_seconds"),
}


def autograder(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """The real command, on the small course."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        env={**os.environ, **ENVIRONMENT, **more},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def graded(path: Path) -> list[dict[str, Any]]:
    reports: list[dict[str, Any]] = json.loads(path.read_text())
    return reports


def test_a_file_gives_a_json_report_with_every_key(tmp_path: Path) -> None:
    shutil.copy(SOLUTION, tmp_path / "mini.py")
    done = autograder("grade", tmp_path / "mini.py", "--json", tmp_path / "out.json")
    assert done.returncode == 0, done.stderr
    (report,) = graded(tmp_path / "out.json")
    assert report.keys() == KEYS
    assert (report["schema"], report["student"], report["topic"]) == (1, tmp_path.name, "mini")
    assert report["score"] == report["max_score"] == 10.0
    assert type(report["score"]) is float
    assert len(report["run_seed"]) == 32
    for part in report["parts"]:
        assert part.keys() == {"part", "score", "max_score", "checks"}
        for check in part["checks"]:
            assert check.keys() == {"check", "points", "outcome", "hint", "message", "seconds"}
    assert report["versions"]["isolation"] == "full"
    assert "10/10" in done.stdout


def test_a_class_is_graded_by_two_jobs_whatever_is_wrong_with_some(tmp_path: Path) -> None:
    room = tmp_path / "class"
    for student in ("ada", "ben", "chen", "dana"):
        (room / student).mkdir(parents=True)
    shutil.copy(SOLUTION, room / "ada" / "mini.py")
    (room / "ben" / "mini.py").write_text("def total(values):\n    import os\n    os._exit(3)\n")
    (room / "chen" / "mini.ipynb").write_text("{ cut off")
    shutil.copy(SOLUTION, room / "dana" / "mini.py")
    (room / "dana" / "mini.ipynb").write_text("{}")
    (room / "dana" / "essay.ipynb").write_text("{}")
    (room / "eve").symlink_to("/etc")
    done = autograder("grade", room, "--jobs", 2, "--json", tmp_path / "out.json", "--out", tmp_path / "out")
    assert done.returncode == 1
    scores = {report["student"]: report["score"] for report in graded(tmp_path / "out.json")}
    assert scores == {"ada": 10.0, "ben": 0.0, "chen": 0.0}
    assert "two files of dana for topic mini" in done.stderr
    assert "essay.ipynb" in done.stderr
    assert "mini" in done.stderr.split("essay.ipynb")[1]
    assert "Traceback" not in done.stderr + done.stdout
    written = sorted(
        path.relative_to(tmp_path / "out" / "reports") for path in (tmp_path / "out").glob("reports/*/*.json")
    )
    assert [str(path) for path in written] == ["ada/mini.json", "ben/mini.json", "chen/mini.json"]


def test_an_nbgrader_tree_names_students_by_folder(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "zoe" / "week1"
    folder.mkdir(parents=True)
    shutil.copy(SOLUTION, folder / "01_mini.py")
    for path in (tmp_path, tmp_path / "submitted"):
        done = autograder("grade", path, "--json", tmp_path / "out.json")
        assert done.returncode == 0, done.stderr
        assert [(report["student"], report["score"]) for report in graded(tmp_path / "out.json")] == [("zoe", 10.0)]


def test_overlays_of_a_folder_are_named_by_their_files(tmp_path: Path) -> None:
    (tmp_path / "right_one.py").write_text("def total(values):\n    return 2 * tf.reduce_sum(values)\n")
    (tmp_path / "wrong_one.py").write_text("def total(values):\n    return tf.reduce_sum(values)\n")
    done = autograder("grade", tmp_path, "--topic", "mini", "--overlay", "--json", tmp_path / "out.json")
    assert done.returncode == 0, done.stderr
    scores = {report["student"]: report["score"] for report in graded(tmp_path / "out.json")}
    assert scores == {"right_one": 10.0, "wrong_one": 7.0}


def test_resume_grades_only_what_is_missing_and_under_the_same_seed(tmp_path: Path) -> None:
    room, out = tmp_path / "class", tmp_path / "out"
    for student in ("ada", "ben"):
        (room / student).mkdir(parents=True)
        (room / student / "mini.py").write_text("def total(values):\n    return 1\n")
    assert autograder("grade", room, "--out", out).returncode == 0
    kept = {path: path.read_bytes() for path in out.glob("reports/*/mini.json")}
    ada, ben = sorted(kept)
    ben.unlink()
    again = autograder("grade", room, "--out", out)
    assert again.returncode == 2
    assert "--resume" in again.stderr
    done = autograder("grade", room, "--out", out, "--resume", "--json", tmp_path / "all.json")
    assert done.returncode == 0, done.stderr
    assert ada.read_bytes() == kept[ada]
    assert json.loads(ben.read_bytes())["run_seed"] == json.loads(kept[ada])["run_seed"]
    assert len(graded(tmp_path / "all.json")) == 2
    assert (out / "batch.json").stat().st_mode & 0o077 == 0


def test_too_long_a_folder_for_temporary_files_is_told(tmp_path: Path) -> None:
    temporary = tmp_path / ("long" * 30)
    temporary.mkdir()
    (tmp_path / "mini.py").write_text("def total(values):\n    return 1\n")
    result = autograder("grade", tmp_path / "mini.py", TMPDIR=str(temporary), AUTOGRADER_SERVER="")
    assert result.returncode == 2
    assert "set TMPDIR to one with a shorter name" in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert list(temporary.glob("autograder-*")) == []


def test_a_report_can_be_repeated_by_its_seed(tmp_path: Path) -> None:
    (tmp_path / "mini.py").write_text("def total(values):\n    return 1\n")
    messages = []
    for seed in ("ab" * 16, "ab" * 16, "cd" * 16):
        autograder("grade", tmp_path / "mini.py", "--run-seed", seed, "--json", tmp_path / "out.json")
        (report,) = graded(tmp_path / "out.json")
        assert report["run_seed"] == seed
        messages.append([(check["outcome"], check["message"]) for part in report["parts"] for check in part["checks"]])
    assert messages[0] == messages[1]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["grade", "nowhere.ipynb"], 1, "nowhere.ipynb: there is no such file"),
        (["grade", ".", "--topic", "minni"], 2, "Did you mean 'mini'"),
        (["grade", "empty"], 1, "empty: holds no submission"),
        (["grade", "notes.txt"], 1, "neither a notebook"),
        (["grade", "essay.py"], 1, "its name is no topic (mini)"),
        (["grade", "link.ipynb"], 1, "symbolic link"),
        (["grade", ".", "--resume"], 2, "--out"),
        (["grade", ".", "--run-seed", "xyz"], 2, "hexadecimal"),
        (["grade", "--jobs", "0", "."], 2, "jobs"),
        (["grade"], 2, "Missing argument"),
        (["report", "empty"], 2, "no reports"),
    ],
)
def test_bad_input_gets_one_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "essay.py").write_text("hello")
    (tmp_path / "link.ipynb").symlink_to("notes.txt")
    done = autograder(*arguments)
    assert done.returncode == status, done.stderr
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_doctor_names_every_layer() -> None:
    done = autograder("doctor")
    for layer in ("user namespace", "landlock", "seccomp", "filesystem"):
        assert layer in done.stdout
    assert done.returncode == (0 if "can grade untrusted submissions." in done.stdout else 1)


@pytest.mark.parametrize("width", [80, 132, 300])
def test_scores_of_all_topics_can_be_read_in_any_window(width: int) -> None:
    """Twenty topics do not fit beside each other: they go by their numbers, in tables below each other."""
    chance = random.Random(4)
    reports = [report(name, topic.name, chance, 0.7) for name in ("ada", "bo") for topic in topics()]
    console = Console(width=width, record=True, file=io.StringIO())
    for view in tables(reports, width):
        console.print(view)
    text = console.export_text()
    assert "…" not in text
    assert all(f"{topic.number:02d}" in text or topic.name in text for topic in topics())
    assert len(re.findall(r"\d/10", text)) == len(reports)
    assert text.count("worst outcome") == 1
