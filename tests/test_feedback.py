"""Feedback pages: each student's own, encouraging, and without anything that has to stay secret."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from autograder.cli import main
from autograder.errors import AutograderError
from autograder.feedback import write_feedback
from autograder.records import Outcome, part_result, read_reports, write_report
from autograder.report.names import readable
from autograder.report.outcomes import OUTCOMES, WORDS
from tests.class_samples import HOSTILE, SEED, one_check, report, write_class, write_hostile_class
from tests.pages import Page


def _page(out: Path, student: str) -> Page:
    return Page.read(next(path for path in write_feedback(out) if path.stem == student))


def _text(page: Page) -> str:
    return page.id("main").text


def test_every_student_gets_a_page(tmp_path: Path) -> None:
    reports = write_class(tmp_path)
    pages = write_feedback(tmp_path)
    assert len(pages) == len({entry.student for entry in reports})
    assert {path.parent for path in pages} == {tmp_path / "feedback"}
    assert write_feedback(tmp_path, tmp_path / "else" / "where")[0].parent == tmp_path / "else" / "where"


def test_a_page_holds_nothing_of_others_and_no_seed(tmp_path: Path) -> None:
    write_class(tmp_path)
    names = {entry.student for entry in read_reports(tmp_path)} - {"ada", "eve", "kim"}
    for path in write_feedback(tmp_path):
        page = Page.read(path)
        own = page.all("h1")[0].text
        assert SEED not in page.html
        assert str(int(SEED, 16)) not in page.html
        for name in names:
            assert name in own or name not in page.html


def test_a_seed_that_a_message_quotes_is_left_out(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", f"seed {SEED} or {int(SEED, 16)} or 0x{SEED}"))
    page = _page(tmp_path, "ana")
    assert "seed (seed) or (seed) or 0x(seed)" in _text(page)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_in_words(tmp_path: Path, outcome: Outcome) -> None:
    write_report(tmp_path, one_check("ana", "what the code returned", outcome, "where to look"))
    text = _text(_page(tmp_path, "ana"))
    assert WORDS[outcome].to_learner in text
    assert WORDS[outcome].advice in text
    told = outcome not in ("passed", "not_attempted", "fault")
    assert ("where to look" in text) == told
    assert ("what the code returned" in text) == told


def test_part_check_points_and_hint(tmp_path: Path) -> None:
    entry = report("ana", "fcn", random.Random(3), 0.6)
    write_report(tmp_path, entry)
    page = _page(tmp_path, "ana")
    text = _text(page)
    assert "16 Fully convolutional networks with skip connections" in text
    assert page.all("small")[0].attributes["lang"] == "zh"
    for part, shown in zip(entry.parts, page.all("div", "part"), strict=True):
        for check in part.checks:
            if any(other.outcome != "not_attempted" for other in part.checks):
                assert readable(check.check) in shown.text
                assert check.hint in shown.text or check.outcome != "failed"


def test_a_submission_that_cannot_run_is_told_so_once(tmp_path: Path) -> None:
    write_report(tmp_path, report("ana", "fcn", random.Random(0), 0.5, "crashed"))
    text = _text(_page(tmp_path, "ana"))
    assert "Mend this one thing first" in text
    assert text.count("killed by signal 9") == 1
    assert "Go on with" not in text


def test_checks_of_a_part_that_stopped_together_are_told_once(tmp_path: Path) -> None:
    entry = one_check("ana", "ValueError: boom", "error")
    (check,) = entry.checks
    part = part_result("fuse_skip", [check, replace(check, check="test_two"), replace(check, outcome="passed")])
    write_report(tmp_path, replace(entry, parts=[part], score=part.score, max_score=part.max_score))
    text = _text(_page(tmp_path, "ana"))
    assert text.count("ValueError: boom") == 1
    assert "raised an error One, Two 0 of 2" in text


@pytest.mark.parametrize(
    ("outcomes", "headline", "step"),
    [
        (["passed"] * 4, "Every check passes. Well done!", ""),
        (["passed", "passed", "passed", "fault"], "Every check passes. Well done!", ""),
        (["fault"] * 4, "through no fault of yours", ""),
        (["not_attempted"] * 4, "Not started yet", "Begin with"),
        (["failed"] * 4, "Nothing passes yet", "Go on with"),
        (["passed", "failed", "failed", "failed"], "A start is made", "Go on with"),
        (["passed", "passed", "failed", "failed"], "More than half", "Go on with"),
        (["passed"] * 6 + ["failed"], "Nearly there: 1 check to go.", "1 point to win"),
    ],
)
def test_the_tone_is_true_and_friendly(tmp_path: Path, outcomes: list[Outcome], headline: str, step: str) -> None:
    entry = one_check("ana", "m")
    (check,) = entry.checks
    part = part_result(
        "upsample_nearest", [replace(check, check=f"test_{n}", outcome=o) for n, o in enumerate(outcomes)]
    )
    write_report(tmp_path, replace(entry, parts=[part], score=part.score, max_score=part.max_score))
    text = _text(_page(tmp_path, "ana"))
    assert headline in text
    assert step in text
    assert step or "to win" not in text
    assert ("left out" in text) == ("fault" in outcomes)


def test_the_easiest_open_part_comes_next(tmp_path: Path) -> None:
    write_report(tmp_path, report("ana", "training_loop", random.Random(0), 0.5, "not_attempted"))
    text = _text(_page(tmp_path, "ana"))
    assert "Begin with test_step" in text
    assert "not started 2.5 points wait here" in text.replace("  ", " ")


def test_several_topics_have_an_overview(tmp_path: Path) -> None:
    for topic in ("fcn", "training_loop", "unknown_topic"):
        write_report(tmp_path, report("ana", topic, random.Random(0), 0.7))
    page = _page(tmp_path, "ana")
    links = [e for e in page.all("a") if e.attributes["href"].startswith("#t")]
    assert [e.text for e in links] == [
        "10 A custom training loop",
        "16 Fully convolutional networks with skip connections",
        "unknown_topic",
    ]


def test_nothing_hostile_is_live_and_no_name_leaves_the_folder(tmp_path: Path) -> None:
    write_hostile_class(tmp_path / "class")
    pages = write_feedback(tmp_path / "class", tmp_path / "pages")
    assert len(set(pages)) == len(HOSTILE)
    assert sorted(tmp_path.iterdir()) == [tmp_path / "class", tmp_path / "pages"]
    for path in pages:
        page = Page.read(path)
        assert not page.all("script")
        assert "script-src" not in page.policy


def test_a_name_of_dots_and_slashes_stays_below(tmp_path: Path) -> None:
    for student in ("../../etc/passwd", "..", "a/b", "Ana", "ana"):
        write_report(tmp_path / "class", one_check(student, "m"))
    pages = write_feedback(tmp_path / "class", tmp_path / "pages")
    assert len({str(path).casefold() for path in pages}) == 5
    assert {path.parent for path in pages} == {tmp_path / "pages"}


def test_an_empty_class_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    assert write_feedback(tmp_path) == []


def test_a_broken_report_stops_before_anything_is_handed_out(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", "m"))
    (tmp_path / "reports" / "ana" / "lstm.json").write_text("{")
    with pytest.raises(AutograderError, match=r"lstm\.json is not a report"):
        write_feedback(tmp_path)
    assert not (tmp_path / "feedback").exists()


def test_the_destination_must_be_a_folder(tmp_path: Path) -> None:
    write_report(tmp_path, one_check("ana", "m"))
    (tmp_path / "file").write_text("")
    with pytest.raises(AutograderError, match="is a file"):
        write_feedback(tmp_path, tmp_path / "file")


def test_the_command_prints_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    write_report(tmp_path, one_check("ana", "m"))
    monkeypatch.setattr(sys, "argv", ["autograder", "feedback", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    shown = capsys.readouterr()
    assert shown.out.strip() == str(tmp_path / "feedback")
    assert "1 page; hand each to its student only" in shown.err
