"""Every hostile submission gains nothing, harms nobody, and is told in words; see tests/attacks."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.client import ForkServer
from autograder.grading import Grader, Submission
from autograder.records import Report
from course import syllabus
from tests.attacks import CLASSES, HONEST, MARK, Attack, attacks, found
from tests.attacks.poison import MARKUP, poisons, undecodable_name
from tests.engine import ENVIRONMENT, MINI, grade, without_times

ROOT = Path(__file__).parents[1]
ATTACKS = attacks()
SECRETS = ("expected-values-live-here", "values.astype", "Traceback")
RIGHT = (MINI / "solutions" / "01_mini.py").read_text(encoding="utf-8")
TOPICS = ("lstm", "fcn")


@pytest.fixture(scope="module")
def honest(server: ForkServer) -> Report:
    """What the same wrong answers get without an attack."""
    return grade(server, HONEST, overlay=False)


@pytest.fixture(scope="module")
def right(server: ForkServer) -> Report:
    """What the right answers get before any attack of this module's."""
    return grade(server, RIGHT, overlay=False)


@pytest.fixture(scope="module")
def untouched(server: ForkServer) -> Iterator[None]:
    """After all attacks: nothing outside of the workers' scratch folders changed."""
    before = outside(server)
    yield
    assert outside(server) == before


def outside(server: ForkServer) -> dict[str, object]:
    """What a hostile submission would like to change: its marks, libraries, the repository, the server's folder."""
    assert server.folder is not None
    seen: dict[str, object] = {}
    for folder in map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/", "/root", str(ROOT))):
        if os.access(folder, os.R_OK):
            seen[str(folder)] = sorted(name for name in os.listdir(folder) if MARK in name or name in ("conftest.py",))
    for module in ("numpy", "keras", "tensorflow", "course", "json"):
        spec = importlib.util.find_spec(module)
        assert spec is not None
        file = Path(str(spec.origin))
        for path in (file, file.parent):
            seen[str(path)] = (path.stat().st_size, path.stat().st_mtime_ns if path.is_file() else 0)
        seen[f"{file.parent} holds"] = [name for name in os.listdir(file.parent) if MARK in name]
    seen["server"] = sorted(os.listdir(server.folder))
    changed = subprocess.run(
        ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    ).stdout.split(b"\0")
    names = [os.fsdecode(name) for name in changed if name and b"attacks" not in name]
    seen["repository"] = [
        name for name in names if (ROOT / name).is_file() and MARK in (ROOT / name).read_text(errors="replace")
    ]
    return seen


def told(report: Report) -> str:
    """The whole of a report, for a failing test to show."""
    return "\n".join(f"{check.check}: {check.outcome}: {check.message[:300]}" for check in report.checks)


@pytest.mark.parametrize(
    "attack", [pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.slow else []) for one in ATTACKS]
)
def test_an_attack_gains_nothing_and_is_told(
    attack: Attack, server: ForkServer, honest: Report, untouched: None
) -> None:
    report = attack.run(server)
    assert report.score <= honest.score, told(report)
    assert report.max_score == honest.max_score, told(report)
    assert all(check.outcome != "fault" for check in report.checks), told(report)
    assert attack.told(report) is not None, f"expected {attack.outcomes}, {attack.words}\n{told(report)}"
    if attack.words[0].startswith("FOUND"):
        assert found(report) == {attack.words[0]}, told(report)
    for check in report.checks:
        assert check.outcome == "passed" or check.message
        assert not [secret for secret in SECRETS if secret in check.message], check.message


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind != "poison the input"])
def test_the_next_submission_keeps_its_score(kind: str, server: ForkServer, right: Report) -> None:
    """The same report before all attacks and after one of each class that went through the same server."""
    assert right.score == 10
    next(one for one in reversed(ATTACKS) if one.kind == kind and not one.slow).run(server)
    assert without_times(grade(server, RIGHT, overlay=False)) == without_times(right)


def test_every_threat_has_attacks() -> None:
    kinds = {attack.kind for attack in ATTACKS} | ({"poison the input"} if poisons() else set())
    assert kinds == set(CLASSES)
    assert len(ATTACKS) + len(poisons()) >= 60


def test_a_table_of_answers_is_worth_nothing_under_another_seed(server: ForkServer, honest: Report) -> None:
    """The control: under the seed whose answers it holds, the table of `lookup_input_hash` would be right."""
    spy = "def total(values):\n    raise RuntimeError('FOUND %s %s END' % (bytes(values).hex(), 2 * float(sum(values))))\n"
    message = next(grade(server, HONEST + spy, overlay=False, run_seed=8).checks).message
    data, answer = re.search(r"FOUND (\w+) (\S+) END", message).groups()  # type: ignore[union-attr]
    source = (ROOT / "tests" / "attacks" / "lookup_input_hash.py").read_text()
    table = f"\nTABLE[key(bytes.fromhex({data!r}))] = {answer}\n"
    assert grade(server, HONEST + source + table, overlay=False, run_seed=8).score > honest.score
    assert grade(server, HONEST + source + table, overlay=False, run_seed=9).score <= honest.score


@pytest.mark.slow
@pytest.mark.parametrize("name", TOPICS)
def test_attacks_on_real_topics(name: str, server: ForkServer, run_seed: int) -> None:
    for attack, report, plain in on_topic(name, server, run_seed):
        assert report.score <= plain.score, f"{attack}\n{told(report)}"
        assert all(check.outcome != "fault" for check in report.checks), f"{attack}\n{told(report)}"


UNIVERSAL = (
    "leave_os_exit", "leave_sys_exit", "verdict_equal_to_everything", "verdict_float_subclass", "verdict_nan", "verdict_patch_numpy_testing",
    "wire_answers_in_place", "wire_answer_without_value", "wire_duplicate_answers", "observe_snapshot_gone", "observe_integrity_silenced",
    "observe_mock_model", "observe_class_pretended", "fault_unformattable_exception", "fault_raising_containers",
)  # fmt: skip


def on_topic(name: str, server: ForkServer, run_seed: int) -> Iterator[tuple[str, Report, Report]]:
    """Attacks whose first function takes the place of every part of a real topic: (attack, report, honest report)."""
    topic = syllabus.topic(name)
    grader = Grader(server, topic, run_seed)
    plain = (
        f"import keras\nNAMES = {list(topic.names)}\nfor name in NAMES:\n    globals()[name] = lambda *a, **k: 0.0\n"
    )
    spread = (
        "\n_first = globals().get('total') or globals().get('line')\n"
        "for name in NAMES:\n    globals()[name] = lambda *a, **k: _first(0) if _first else 0.0\n"
    )

    def run(source: str) -> Report:
        return grader.grade(Submission("student", name, Path(f"{name}.py"), source.encode()))

    try:
        honest = run(plain)
        for attack in ATTACKS:
            if attack.name in UNIVERSAL:
                yield attack.name, run(plain + attack.source + spread), honest
    finally:
        grader.close()


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A class of poisoned files and an honest student, graded, reported and exported through the front door."""
    folder = tmp_path_factory.mktemp("poisoned")
    room, out = folder / "class", folder / "out"
    for one in poisons():
        one.make(room)
    (room / "zoe").mkdir()
    (room / "zoe" / "mini.py").write_text(RIGHT)
    done = command("grade", room, "--out", out, "--json", folder / "all.json")
    command("report", out)
    command("feedback", out)
    for kind in ("csv", "gradescope", "canvas", "moodle"):
        command("export", out, "--format", kind)
    return folder, done


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command `autograder` on the small course."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )


def of_student(reports: list[dict], name: str) -> dict:
    """The report of a poison's student: its folder begins as its function is called, or holds what the name says."""
    short = name.removeprefix("poison_")
    known = {"dotdot": "up..", "markup_in_name": "<script>", "formula_in_name": "=HYPER"}
    return next((report for report in reports if report["student"].startswith(known.get(short, short))), {})


@pytest.mark.parametrize("poison", poisons(), ids=lambda one: one.name)
def test_poisoned_input_is_refused_or_graded_as_what_it_is(poison, poisoned) -> None:  # type: ignore[no-untyped-def]
    folder, done = poisoned
    assert done.returncode == 1, done.stderr
    reports = json.loads((folder / "all.json").read_bytes().decode("utf-8", "replace"))
    report = of_student(reports, poison.name)
    if poison.outcomes == ("not graded",):
        assert not report
        lines = [line for line in done.stderr.splitlines() if poison.name.removeprefix("poison_") in line]
        assert any(word in line for line in lines for word in poison.words), done.stderr
    elif poison.outcomes == ("nothing",):
        assert not report
    else:
        checks = [check for part in report["parts"] for check in part["checks"]]
        assert report["score"] <= 1
        assert all(check["outcome"] != "fault" for check in checks)
        assert any(
            check["outcome"] in poison.outcomes
            and any(word.lower() in check["message"].lower() for word in poison.words)
            for check in checks
        ), checks
    assert of_student(reports, "poison_zoe")["score"] == 10


@pytest.mark.slow
def test_a_name_that_is_no_text_stops_nobody_else(tmp_path: Path) -> None:
    undecodable_name(tmp_path)
    (tmp_path / "zoe").mkdir()
    (tmp_path / "zoe" / "mini.py").write_text(RIGHT)
    done = command("grade", tmp_path, "--json", tmp_path / "all.json")
    assert "Traceback" not in done.stderr
    assert of_student(json.loads((tmp_path / "all.json").read_text()), "zoe")["score"] == 10


def test_nothing_of_the_poison_comes_alive(poisoned) -> None:  # type: ignore[no-untyped-def]
    folder, done = poisoned
    shown = done.stdout + done.stderr
    assert "\x1b]0" not in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "\x9b" not in shown
    assert "Traceback" not in shown
    pages = list((folder / "out").rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        text = page.read_text(errors="replace")
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert "\x1b" not in text, page
        assert "\u202e" not in text, page
    tables = list((folder / "out").rglob("*.csv"))
    assert tables
    for table in tables:
        for row in csv.reader(io.StringIO(table.read_text(errors="replace"))):
            for value in row:
                assert not re.match(r"\s*[=+@]|\s*-(?![\d.]+$)", value), (table, row)
    inside = [path for path in folder.parent.rglob("*attack-was-here*") if folder / "class" not in path.parents]
    assert all(folder / "out" in path.parents for path in inside), inside
    assert MARKUP not in shown
