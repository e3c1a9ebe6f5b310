"""`autograder audit`: the reference of the small course is mutated, and what its checks let through is shown."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.auditing import mistakes, standard
from autograder.auditing.mutants import mutants
from autograder.courses import Course
from course.syllabus import topic, topics
from tests.engine import MINI, mini_course

Done = subprocess.CompletedProcess[str]
BOUNDARY = {"part": "halves", "before": "if x < 0:", "after": "if x <= 0:"}


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The small course, in a folder of its own."""
    return Path(shutil.copytree(MINI, tmp_path / "mini", ignore=shutil.ignore_patterns("__pycache__")))


def mistakes_in(source: str) -> list[str]:
    """The source with each of the mistakes that learners make in it."""
    return [edit.apply(source) for edit in mistakes.edits(ast.parse(source))]


def run_audit(root: Path, *options: str, names: tuple[str, ...] = ("mini",)) -> tuple[Done, Any]:
    """What `autograder audit mini` says about the course in `root`."""
    told = root / "audit.json"
    told.unlink(missing_ok=True)
    environment = {**os.environ, "COURSE_SYLLABUS": str(root / "syllabus.toml"), "AUTOGRADER_COURSE": str(root)}
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "audit", *names, "--json", str(told), *options],
        env={**environment, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done, json.loads(told.read_text()) if told.is_file() else {}


def test_finds_what_the_checks_let_through(mini: Path) -> None:
    done, told = run_audit(mini, "--part", "thirds", "--jobs", "2")
    assert done.returncode == 1, done.stderr
    survived = [{key: mutant[key] for key in BOUNDARY} for mutant in told["survived"]]
    assert BOUNDARY in survived, "no check looks at 0"
    assert 0.3 < told["score"] < 0.95
    assert all("test_" in by and "passed" not in by for by in told["killed"].values())
    assert "+    if x <= 0:" in done.stdout
    assert "checks of this part: test_shares_are_right, test_negative_is_refused" in done.stdout
    assert f"mutation score of mini: {told['score']:.1%}" in done.stdout
    assert not told["faults"]


def test_reviewed_equivalents_do_not_count_and_do_not_linger(mini: Path) -> None:
    folder = mini / "autograder" / "graders" / "equivalent"
    folder.mkdir()
    printed = {**BOUNDARY, "before": f"    {BOUNDARY['before']}"}  # as the audit prints it: indented
    text = "".join(f"{key} = {value!r}\n" for key, value in printed.items())
    gone = "[[mutant]]\npart = 'line'\nbefore = 'a line'\nafter = 'that is gone'\nreason = 'it was never there'\n"
    (folder / "mini.toml").write_text(f"[[mutant]]\n{text}reason = 'for the sake of the test'\n{gone}")
    done, told = run_audit(mini)
    assert list(told["equivalent"].values()) == ["for the sake of the test"]
    assert BOUNDARY not in [{key: mutant[key] for key in BOUNDARY} for mutant in told["survived"]]
    assert "'that is gone'" in done.stdout
    assert not told["refused"]
    assert done.returncode == 1


def test_an_equivalent_that_loses_points_is_told(mini: Path) -> None:
    folder = mini / "autograder" / "graders" / "equivalent"
    folder.mkdir()
    _, told = run_audit(mini, "--part", "thirds")
    name, checks = next(item for item in told["killed"].items() if "test_shares_are_right (failed)" in item[1])
    with mini_course() as topic_:
        wrong = next(mutant for mutant in mutants(topic_, Course(mini).files(topic_)) if mutant.name == name)
    text = "".join(f"{key} = {getattr(wrong, key)!r}\n" for key in ("part", "before", "after"))
    (folder / "mini.toml").write_text(f"[[mutant]]\n{text}reason = 'nobody looked at it'\n")
    done, told = run_audit(mini, "--part", "thirds")
    assert told["refused"] == {name: checks}
    assert name not in told["killed"]
    assert "1 (1 refused)" in done.stdout
    assert f"{name} is reviewed as equivalent (nobody looked at it) and loses points: {checks}" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[mutant]]\npart = 'line'\n", "entry 1 needs exactly after, before, part, reason"),
        ("[[mutant]]\npart = 'a'\nbefore = ''\nafter = ''\nreason = 'same'\n", "entry 1 needs a reason"),
        ("[[mutant", "see the entries of another topic"),
    ],
)
def test_a_bad_list_of_equivalents_is_one_message(mini: Path, text: str, message: str) -> None:
    folder = mini / "autograder" / "graders" / "equivalent"
    folder.mkdir()
    (folder / "mini.toml").write_text(text)
    done, _ = run_audit(mini)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_an_unknown_part_is_one_message(mini: Path) -> None:
    done, _ = run_audit(mini, "--part", "quarters")
    assert done.returncode == 2
    assert "has no part 'quarters'" in done.stderr


def test_a_whole_course_ends_in_a_table_of_scores(mini: Path) -> None:
    done, one = run_audit(mini, "--most", "1", names=())
    assert one["topic"] == "mini", done.stderr
    done, two = run_audit(mini, "--most", "1", names=("mini", "mini"))
    assert two == [one, one]
    table = done.stdout.rpartition("topic")[2].splitlines()
    rows = [line.split("│") for line in table if "mini" in line]
    counts = [len(one[key]) for key in ("killed", "equivalent", "survived", "faults")]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["mini", *map(str, [sum(counts), *counts]), f"{one['score']:.1%}"]
    ] * 2


def test_a_part_belongs_to_one_topic(mini: Path) -> None:
    done, _ = run_audit(mini, "--part", "thirds", names=("mini", "mini"))
    assert done.returncode == 2
    assert "--part is a part of one topic" in done.stderr


@pytest.mark.parametrize("name", [each.name for each in topics()])
def test_mutants_change_solutions_only_and_each_once(name: str) -> None:
    files = Course.found().files(topic(name))
    given = files.solution.read_text(encoding="utf-8")
    found = mutants(topic(name), files)
    assert {mutant.part for mutant in found} == {part.id for part in topic(name).parts}
    assert len({mutant.submission for mutant in found}) == len(found)
    assert len({mutant.name for mutant in found}) == len(found)
    for mutant in found:
        ast.parse(mutant.submission)
        assert mutant.before != mutant.after
        for line in mutant.before.split("\n"):
            assert line in given
    assert found == mutants(topic(name), files), "the same mutants every time"
    assert len(mutants(topic(name), files, most=2)) <= 2 * len(topic(name).parts)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(x, training=True)", "f(x)"),
        ("tf.reduce_mean(x, axis=-1)", "tf.reduce_sum(x, axis=-1)"),
        ("Conv2D(8, 3, padding='same')", "Conv2D(8, 3, padding='valid')"),
        ("x @ w + b", "(x @ w)"),
        ("tf.maximum(x, 0.0)", "x"),
        ("x.batch(3)", "x"),
        ("x[::-1]", "x[:]"),
        ("if ready and steady:\n    go()", "if steady:\n    go()"),
        ("metric.reset_state()", "pass"),
        ("[flip, crop]", "[crop]"),
        ("f(a, b)", "f(b, a)"),
        ("def f():\n    return a, b", "def f():\n    return (b, a)"),
    ],
)
def test_mistakes_that_learners_make(source: str, expected: str) -> None:
    assert expected in mistakes_in(source)


def test_what_an_error_says_and_annotations_are_left_alone() -> None:
    source = "def f(x: int = tf.float32) -> None:\n    raise ValueError('same ' + str(x + 1))\n"
    made = {edit.apply(source) for edit in (*mistakes.edits(ast.parse(source)), *standard.edits(source))}
    assert {text for text in made if "ValueError('same ' + str(x + 1))" not in text} == {
        source.replace("ValueError", "TypeError")
    }


def test_what_makes_the_text_of_an_error_is_left_alone() -> None:
    source = "if size < 2:\n    kind = 'few' if size != 0 else 'no'\n    raise ValueError(kind)\n"
    made = {edit.apply(source) for edit in (*mistakes.edits(ast.parse(source)), *standard.edits(source))}
    assert source.replace("< 2", "<= 2") in made
    assert all("kind = 'few' if size != 0 else 'no'" in text for text in made)


def test_arguments_of_symmetric_functions_are_not_swapped() -> None:
    swapped = mistakes_in("max(a, b) - tf.maximum(c, d)")
    assert not any("max(b, a)" in text or "maximum(d, c)" in text for text in swapped)
    assert "tf.subtract(b, a)" in mistakes_in("tf.subtract(a, b)")


def test_standard_operators_keep_positions_beside_wide_characters() -> None:
    source = "名 = '形状'; size = 名[1] < 2\n"
    assert "名 = '形状'; size = 名[1] <= 2\n" in [edit.apply(source) for edit in standard.edits(source)]
