"""`autograder check-course`: what an author is told about stub, right and wrong answers, on the small course."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.engine import MINI

ANSWERS = {
    "right_sum": "def total(values):\n    return SCALE * float(sum(values))\n",
    "right_but_refused": "def total(values):\n    return [SCALE * float(sum(values))]\n",
    "wrong_caught": '"""No scale.\n\nFails: test_total_is_right\n"""\n\n\ndef total(values):\n    return float(sum(values))\n',
    "wrong_slips": '"""Misspelled.\n\nFails: test_total_is_right\n"""\n\n\ndef total(values):\n    return SCALA * sum(values)\n',
    "wrong_escapes": '"""Is right.\n\nFails: test_shares_are_right\n"""\n\n\ndef halves(x):\n'
    "    if x < 0:\n        raise ValueError('below 0')\n    return x / 2\n",
    "wrong_names_no_check": '"""Half a line.\n\nFails: test_line_is_straight\n"""\n\n\ndef line(n_features):\n    return None\n',
    "wrong_names_nothing": '"""Says nothing."""\n\n\ndef line(n_features):\n    return None\n',
}
SAID = {
    "right_but_refused": "test_total_is_right is failed on a right answer",
    "another seed": "right_but_refused: under --run-seed ",
    "another seed of a wrong answer": "wrong_escapes: under --run-seed ",
    "wrong_escapes": "test_shares_are_right passes, but this answer is wrong: sharpen the check",
    "wrong_slips": "test_total_is_right fails by a slip in this file, not by the mistake it is about: NameError: ",
    "wrong_names_no_check": "it names test_line_is_straight, which is no check of this topic",
    "wrong_names_nothing": "its docstring must end with `Fails: test_…`",
    "wrong answers": "2 right and 5 wrong answers; write 4 and 8 at least",
    "public checks": "no public check of line",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What the command says of the small course with these answers."""
    root = tmp_path_factory.mktemp("author") / "mini"
    shutil.copytree(MINI, root, ignore=shutil.ignore_patterns("__pycache__"))
    folder = root / "tests" / "submissions" / "mini"
    folder.mkdir(parents=True)
    for name, source in ANSWERS.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    environment = {
        **os.environ,
        "COURSE_SYLLABUS": str(root / "syllabus.toml"),
        "AUTOGRADER_COURSE": str(root),
        "COLUMNS": "200",
    }

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "autograder", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    built = command("build")
    assert built.returncode == 0, built.stderr
    return command("check-course", "mini", "--jobs", "2", "--seeds", "2", "--wrong-too")


@pytest.mark.parametrize("about", SAID)
def test_says_what_to_mend(about: str, said: subprocess.CompletedProcess[str]) -> None:
    assert said.returncode == 1
    assert SAID[about] in said.stdout


def test_is_silent_on_what_is_well(said: subprocess.CompletedProcess[str]) -> None:
    for name in ("right_sum", "wrong_caught", "the untouched notebook", "the reference"):
        assert f"mini: {name}:" not in said.stdout, said.stdout


def test_the_table_counts(said: subprocess.CompletedProcess[str]) -> None:
    row = next(line for line in said.stdout.splitlines() if line.startswith("│ mini"))
    assert [cell.strip() for cell in row.split("│")[2:6]] == ["10", "0", "1/2", "4/5"]


def test_a_topic_is_told_when_it_ends(said: subprocess.CompletedProcess[str]) -> None:
    lines = said.stdout.splitlines()
    told = sum(line.startswith("mini: ") for line in lines)
    assert f"mini (1 of 1): {told} to mend" in lines
