"""Pictures in messages: where an array is wrong, or the mask that came back; never an expected value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.comparing import Mismatch, assert_close
from autograder.drawing import COLUMNS, ROWS, drawn
from autograder.feedback import write_feedback
from autograder.grading import Grader, Submission
from autograder.plugin import MAX_MESSAGE
from autograder.records import write_report


def test_a_wrong_border_is_seen() -> None:
    expected = np.ones((4, 5), "float32")
    seen = expected.copy()
    seen[0] = seen[:, -1] = 7.0
    with pytest.raises(Mismatch, match=r"the picture is wrong at 40\.0%") as failed:
        assert_close(seen, expected, what="the picture")
    assert failed.value.picture.splitlines() == ["", "where it is wrong (×):", "×××××", "····×", "····×", "····×"]


def test_a_mask_is_shown_as_it_came_back() -> None:
    seen = np.zeros((3, 6), "int32")
    seen[1, 2:4] = 2
    picture = drawn(seen, seen == 2)
    assert picture.splitlines() == ["", "what came back:", "······", "··22··", "······"]


def test_of_a_batch_the_first_wrong_member_is_drawn() -> None:
    wrong = np.zeros((3, 4, 6, 2), bool)
    wrong[1, 2, 3, 1] = wrong[2] = True
    assert drawn(wrong.astype("float32"), wrong).splitlines()[2:] == ["······", "······", "···×··", "······"]
    masks = np.arange(3)[:, None, None] * np.ones((3, 4, 6), "int64")
    assert drawn(masks, wrong.any(axis=-1)).splitlines()[2:] == ["111111"] * 4


def test_a_series_is_one_line() -> None:
    wrong = np.array([False] * 6 + [True])
    assert drawn(np.zeros(7), wrong).splitlines()[2:] == ["······×"]


def test_a_large_array_stays_small() -> None:
    wrong = np.zeros((300, 500), bool)
    wrong[299, 499] = True
    rows = drawn(np.zeros(wrong.shape), wrong).splitlines()[2:]
    assert len(rows) <= ROWS
    assert max(map(len, rows)) <= COLUMNS
    assert rows[-1][-1] == "×"
    assert sum(row.count("×") for row in rows) == 1


@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 2), (0, 3), (2, 3, 4, 5, 6)])
def test_what_no_picture_helps_has_none(shape: tuple[int, ...]) -> None:
    assert drawn(np.zeros(shape), np.ones(shape, bool)) == ""


def test_what_is_wrong_everywhere_is_said_in_words_alone() -> None:
    assert drawn(np.zeros((4, 4)), np.ones((4, 4), bool)) == ""
    assert drawn(np.ones((4, 4), "int32"), np.ones((4, 4), bool)) != ""


def test_not_a_number_is_placed_too() -> None:
    seen = np.ones(6, "float32")
    seen[2] = np.nan
    with pytest.raises(Mismatch) as failed:
        assert_close(seen, np.ones(6, "float32"))
    assert failed.value.picture.endswith("··×···")


def test_the_picture_comes_with_the_message_and_into_feedback(
    graders: dict[tuple[str, bool], Grader], tmp_path: Path
) -> None:
    """From a check of the real engine, through its report, to the page, with the lines kept."""
    source = "def checkerboard(height, width):\n    return tf.cast(tf.eye(height, width) > 0, tf.float32)\n"
    submission = Submission("ada", "tensors", Path("tensors.py"), source.encode())
    report = graders["tensors", True].grade(submission)
    said = next(check for check in report.checks if check.check == "test_board_alternates")
    assert said.outcome == "failed"
    assert "\nwhere it is wrong (×):\n" in said.message
    assert len(said.message) <= MAX_MESSAGE
    write_report(tmp_path, report)
    (page,) = write_feedback(tmp_path)
    picture = said.message[said.message.index("where it is wrong") :]
    assert picture in page.read_text(encoding="utf-8")
