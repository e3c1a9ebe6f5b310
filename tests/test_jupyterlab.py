"""The learner's side in a real browser: open a notebook in JupyterLab, write a part, run its check cell, see it pass."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.courses import Course
from course.syllabus import topic
from tests.browsing import PATIENCE, chromium, jupyter, picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARTS = """def upsample_nearest(x, factor):
    x = tf.convert_to_tensor(x)
    return tf.repeat(tf.repeat(x, factor, axis=-3), factor, axis=-2)


def upsample_bilinear(x, factor):
    x = tf.convert_to_tensor(x, tf.float32)
    height, width = x.shape[-3] * factor, x.shape[-2] * factor
    return tf.image.resize(x, (height, width), "bilinear")"""


def test_a_part_is_written_and_checked(tmp_path: Path) -> None:
    home, exercises = tmp_path / "home", tmp_path / "exercises"
    home.mkdir()
    fcn = topic("fcn")
    shutil.copytree(Course.found().files(fcn).exercise, exercises / fcn.folder, ignore=shutil.ignore_patterns(".*"))
    with chromium() as page:
        # The kernel runs the learner's own code: it needs nothing of the grader.
        environment = {"COURSE_EXERCISES": str(exercises), "TF_CPP_MIN_LOG_LEVEL": "2"}
        with jupyter(tmp_path, home, **environment) as server:
            _write_a_part(page, server.url(f"lab/tree/exercises/{fcn.folder}/{fcn.name}.ipynb"))
            saved = exercises / fcn.folder / f"{fcn.name}.ipynb"
            deadline = time.monotonic() + PATIENCE
            while "tf.repeat(tf.repeat" not in saved.read_text(encoding="utf-8"):
                assert time.monotonic() < deadline, "the notebook was not saved"
                page.wait_for_timeout(500)


def _write_a_part(page: Any, notebook: str) -> None:
    page.goto(notebook)
    given = page.locator(".jp-CodeCell").filter(has_text=re.compile("import keras"))
    part = page.locator(".jp-CodeCell").filter(has_text=re.compile("def upsample_nearest"))
    check = page.locator(".jp-CodeCell").filter(has_text=re.compile(r'check\("fcn", "upsample_nearest"\)'))
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Python 3").wait_for()

    # The untouched notebook: nothing is attempted yet.
    _run(page, given)
    _run(page, check)
    output = check.locator(".jp-OutputArea-output")
    output.get_by_text("not attempted yet").first.wait_for()
    assert "NotImplementedError" in part.inner_text()

    editor = part.locator(".cm-content")
    editor.click()
    editor.press("Control+a")
    page.keyboard.insert_text(PARTS)
    _run(page, part)
    _run(page, check)
    output.get_by_text("3 of 3 checks pass").wait_for()
    for shown in ("upsample_nearest turns every pixel into a block", "both agree with tf.image.resize"):
        output.get_by_text(shown).wait_for()
    check.scroll_into_view_if_needed()
    picture(page, "jupyterlab")
    page.keyboard.press("Control+s")


def _run(page: Any, cell: Any) -> None:
    """Run a cell by keyboard and wait until the kernel has done it."""
    before = cell.locator(".jp-InputArea-prompt").first.inner_text()
    cell.locator(".cm-content").first.click()
    page.keyboard.press("Control+Enter")
    prompt = cell.locator(".jp-InputArea-prompt").first
    for _ in range(600):
        shown = prompt.inner_text()
        if shown != before and re.search(r"\[\d+\]", shown):
            return
        page.wait_for_timeout(400)
    raise AssertionError(f"the kernel did not finish: {prompt.inner_text()}")
