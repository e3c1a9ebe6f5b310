"""Formgrader in JupyterLab, in a real browser: autograde by its button, grade by hand, regrade."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import PATIENCE, chromium, jupyter, picture
from tests.engine import ENVIRONMENT
from tests.nbgrader_class import ASSIGNMENT, CLASS, hand_in, make_course, parts

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_buttons_of_formgrader_grade_in_the_sandbox_and_keep_what_hands_gave(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with chromium() as page:
        course = make_course(tmp_path / "course")
        hand_in(course, {"ada": CLASS["ada"], "ben": CLASS["ben"]})
        with jupyter(course, home, **ENVIRONMENT) as server:
            _grade_by_hand(page, server.url("lab"), course)


def _grade_by_hand(page: Any, lab: str, course: Path) -> None:
    database = f"sqlite:///{course / 'gradebook.db'}"
    page.goto(lab)
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.locator(".lm-Menu-item").filter(has_text=re.compile("^Formgrader$")).click()
    grader = page.frame_locator("iframe[src*='formgrader']")

    grader.locator(f"a[href$='/formgrader/manage_submissions/{ASSIGNMENT}']").click()
    for student, score in (("ada", "10 / 10"), ("ben", "7 / 10")):
        assert _autograde(grader, student) == score

    # Open Ben's submission: what the checks say, then a grade and a comment by hand.
    grader.get_by_role("link", name="Manual Grading").first.click()
    grader.get_by_role("link", name=ASSIGNMENT).click()
    grader.get_by_role("link", name="mini").click()
    rows = grader.locator("#main-table tr")
    rows.filter(has_text="7").locator("a.name-hidden").click()
    grader.get_by_text("Add up all entries, then scale the sum.").first.wait_for()
    score = grader.locator("input#check-total[placeholder='1']")  # what the checks gave
    score.fill("2.5")
    score.press("Tab")
    comment = grader.locator("textarea#part-total-comment")
    comment.fill("The scale is missing; the rest is neat.")
    comment.blur()
    _until(page, lambda: parts(database)["ben", "check-total"] == (1.0, 2.5, None))
    picture(page, "formgrader")

    # Grade again: both are kept.
    grader.get_by_role("link", name="Manual Grading").first.click()
    grader.get_by_role("link", name="Manage Assignments").first.click()
    grader.locator(f"a[href$='/formgrader/manage_submissions/{ASSIGNMENT}']").click()
    assert _autograde(grader, "ben") == "8.5 / 10"
    assert parts(database)["ben", "check-total"] == (1.0, 2.5, None)


def _until(page: Any, true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "nothing was saved"
        page.wait_for_timeout(500)


def _autograde(grader: Any, student: str) -> str:
    """Press the button in the student's row; the score that the row shows then."""
    row = grader.locator("#main-table tr").filter(has=grader.locator(f"td.student-id[data-order='{student}']"))
    row.locator(".autograde a").click()
    grader.locator("#success-modal").get_by_text("Successfully autograded").wait_for()
    grader.locator("#success-modal").get_by_role("button", name="OK").click()
    # Where a hand gave a grade, nbgrader asks it to look again after a regrade.
    row.locator(".status").filter(has_text=re.compile("^(graded|needs manual grading)$")).wait_for()
    return str(row.locator("td.score").inner_text())
