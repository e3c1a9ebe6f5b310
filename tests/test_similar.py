"""`autograder similar`: copies are found however they are dressed up, independent and trivial answers are not."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.client import ForkServer
from tests.pages import Element, Page

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "tests" / "submissions"
REFERENCE = (ROOT / "solutions" / "16_fcn.py").read_text(encoding="utf-8")
HOSTILE = "</code></li><script>window.pwned = 1</script>\u202e"

pytestmark = pytest.mark.usefixtures("server")  # the session's warm one, through the environment


def similar(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the command in this process; its exit status."""
    monkeypatch.setattr(sys, "argv", ["autograder", "similar", *map(str, arguments)])
    monkeypatch.setattr("autograder.cli.console.width", 160, raising=False)
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def hand_in(room: Path, student: str, source: str, topic: str = "fcn") -> None:
    (room / student).mkdir(parents=True)
    (room / student / f"{topic}.py").write_text(source, encoding="utf-8")


def hand_in_notebook(room: Path, student: str, sources: list[str], topic: str = "fcn") -> None:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    (room / student).mkdir(parents=True)
    (room / student / f"{topic}.ipynb").write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}), encoding="utf-8"
    )


def dressed_up(source: str) -> list[str]:
    """The cells of a copy: other names, other strings and comments, other line breaks, the functions in another order."""
    for name in set(re.findall(r"^ +(\w{2,}) = ", source, re.MULTILINE)):
        source = re.sub(rf"(?<![.\w]){name}\b(?!=)", f"my_{name}", source)
    source = re.sub(r" *#.*", "", source).replace(", ", ",\n            ", 1).replace("return", "# done\n    return", 1)
    head, *functions = re.split(r"^(?=def )", source, flags=re.MULTILINE)
    return [head, *reversed(functions)]


def pairs(page: Page) -> dict[frozenset[str], list[str]]:
    """The table of the page: both names, and the numbers."""
    (body,) = page.all("tbody") or [None]
    rows = body.children if body else []
    return {frozenset(row.children[0].text.split(" and ")): [cell.text for cell in row.children[1:]] for row in rows}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class: independent answers, two that are the reference, a copy in a notebook, one that cannot be read."""
    room = tmp_path_factory.mktemp("similar") / "class"
    for answer in sorted((ANSWERS / "fcn").glob("right_*.py")):
        hand_in(room, answer.stem, answer.read_text(encoding="utf-8"))
    for student in ("like_the_reference", "like_it_too"):
        hand_in(room, student, REFERENCE)
    source = (ANSWERS / "fcn" / "right_numpy.py").read_text(encoding="utf-8")
    hand_in_notebook(room, "<b>copy", [*dressed_up(source), f"note = {HOSTILE!r}\nprint(note)"])
    (room / "broken").mkdir()
    (room / "broken" / "fcn.ipynb").write_text("{not json")
    return room


@pytest.fixture(scope="module")
def compared(room: Path, server: ForkServer) -> tuple[int, Path]:
    """The exit status and the page of the class."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return similar(monkeypatch, room, "--out", room.parent), room.parent / "similar.html"


def test_a_copy_is_found_and_nothing_else_is(compared: tuple[int, Path]) -> None:
    found = pairs(Page.read(compared[1]))
    assert list(found) == [frozenset({"<b>copy", "right_numpy"})]
    topic, *shares, signs = found[frozenset({"<b>copy", "right_numpy"})]
    assert topic == "fcn"
    assert all(int(share.split()[0]) > 75 for share in shares)
    assert int(signs) > 700


def test_what_cannot_be_read_is_said_and_the_others_are_compared(compared: tuple[int, Path]) -> None:
    status, path = compared
    page = Page.read(path)
    assert status == 1
    assert "1 file could not be compared" in page.id("main").text
    assert "not valid JSON" in page.id("main").text
    assert "8 compared" in page.all("header")[0].text
    assert "2 submissions have too little code of their own" in page.id("main").text


def test_both_are_shown_side_by_side_with_their_lines_and_the_given_apart(compared: tuple[int, Path]) -> None:
    page = Page.read(compared[1])
    (beside,) = page.all("div", "beside")
    left, right = beside.children
    assert left.children[0].text.startswith("<b>copy: ")
    assert "my_weights[i, j] += 1 - (s - j)" in texts(left, "shared")
    assert "weights[i, j] += 1 - (s - j)" in texts(right, "shared")
    assert "import tensorflow as tf" in texts(right, "given")
    numbers = [int(line.attributes["value"]) for line in page.all("li") if "value" in line.attributes]
    source = (ANSWERS / "fcn" / "right_numpy.py").read_text(encoding="utf-8").split("\n")
    for line in (each for each in page.all("li") if each.parent and each.parent.parent in right.children):
        if "value" in line.attributes:
            assert "".join(line.pieces).rstrip() == source[int(line.attributes["value"]) - 1].rstrip()
    assert max(numbers) <= 400


def texts(figure: Element, kind: str) -> list[str]:
    lines = figure.children[1].children[0].children
    return [line.text for line in lines if line.classes == [kind]]


def test_nothing_of_a_learners_is_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    source = (ANSWERS / "fcn" / "right_numpy.py").read_text(encoding="utf-8") + f"\nnote = '{HOSTILE}'\n"
    for student in (HOSTILE[:20].replace("/", ""), "[bold]ben \x1b[31m"):
        hand_in(tmp_path / "class", student, source)
    assert similar(monkeypatch, tmp_path / "class", "--out", tmp_path / "page.html") == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "[bold]ben" in told
    page = Page.read(tmp_path / "page.html")  # audited: no script, no foreign tag, no invisible character
    assert "window.pwned = 1</script>\\u202e" in page.id("main").text


def test_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("ana", "ben"):
        hand_in(tmp_path, student, f"open({str(tmp_path / 'ran')!r}, 'w')\nimport os\nos.abort()\nwhile True: pass\n")
    assert similar(monkeypatch, tmp_path, "--out", tmp_path) == 0
    assert not (tmp_path / "ran").exists()


def test_the_same_short_slip_is_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """The reference's body with one thing wrong in it, as any two learners may have it."""
    slip = REFERENCE.replace("tf.shape(x)", "tf.shape(x)[:]").replace("tf.float32", "tf.float64")
    assert slip.count("[:]") + slip.count("float64") >= 2
    for student in ("ana", "ben", "chen"):
        hand_in(tmp_path, student, slip)
    for student in ("dana", "eli"):  # one line each, and the same
        hand_in(
            tmp_path, student, "def describe(x):\n    return list(x.shape), len(x.shape), x.dtype.name\n", "tensors"
        )
    assert similar(monkeypatch, tmp_path, "--out", tmp_path) == 0
    assert "No two of 5 submissions are that similar." in capsys.readouterr().out
    assert not pairs(Page.read(tmp_path / "similar.html"))


def test_the_threshold_finds_a_part_that_was_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numpy, keras = (
        (ANSWERS / "fcn" / f"right_{name}.py").read_text(encoding="utf-8") for name in ("numpy", "tf_keras")
    )
    (part,) = re.findall(r"^def upsample_bilinear.*?(?=^def )", numpy, re.MULTILINE | re.DOTALL)
    hand_in(tmp_path, "ana", numpy)
    hand_in(tmp_path, "ben", f"{keras}\n\n{part}")
    both = frozenset({"ana", "ben"})
    for threshold, found in ((0.9, []), (0.2, [both])):
        assert similar(monkeypatch, tmp_path, "--threshold", threshold, "--out", tmp_path / "p.html") == 0
        assert list(pairs(Page.read(tmp_path / "p.html"))) == found


def test_three_that_hang_together_are_a_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("ana", "ben", "chen"):
        shutil.copytree(ANSWERS / "rnn", tmp_path / student, ignore=lambda _, names: set(names))
        shutil.copy(ANSWERS / "rnn" / "right_autograph.py", tmp_path / student / "rnn.py")
    hand_in(tmp_path, "dana", (ANSWERS / "rnn" / "right_while_loop.py").read_text(encoding="utf-8"), "rnn")
    assert similar(monkeypatch, tmp_path, "--out", tmp_path) == 0
    page = Page.read(tmp_path / "similar.html")
    assert len(pairs(page)) == 3
    heading = page.id("groups")
    assert heading.parent
    assert heading.parent.text.endswith("rnn: ana, ben, chen")


def test_more_code_than_anybody_writes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    hand_in(tmp_path, "ana", "x = 1\n" * 50_000)
    hand_in(tmp_path, "ben", "x = 1\n" * 5_000 + "\x00")
    hand_in(tmp_path, "chen", "x = '" + "\u202e" * 90_000 + "'\n" + "\u202e\n" * 90_000)
    assert similar(monkeypatch, tmp_path, "--out", tmp_path) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "300,000 characters of code, more than the 100,000 that are compared" in told
    assert "no text can hold" in told
    assert told.count("not compared") == 3


@pytest.mark.parametrize(
    ("make", "arguments", "said"),
    [
        (False, [], "there is no such file or folder"),
        (True, [], "holds no submission"),
        (True, ["--topic", "fnc"], "fcn"),
        (True, ["--threshold", "7"], "--threshold"),
    ],
)
def test_bad_input_is_one_message(
    tmp_path: Path, make: bool, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    folder = tmp_path / "class"
    if make:
        folder.mkdir()
    assert similar(monkeypatch, folder, "--out", tmp_path, *arguments) == 2
    told = capsys.readouterr().err
    assert said in " ".join(told.split())
    assert "Traceback" not in told
    assert not (tmp_path / "similar.html").exists()


def test_without_the_library_it_says_what_to_install(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setitem(sys.modules, "copydetect", None)
    assert similar(monkeypatch, room, "--out", tmp_path) == 2
    assert "pip install 'tf-exercises[similar]'" in " ".join(capsys.readouterr().err.split())
