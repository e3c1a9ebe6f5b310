"""A small topic of plain Python for the tests of the self-check: no TensorFlow, so that each run takes a second."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course import places, syllabus

SYLLABUS = """
[tiny]
number = 7
title = "A tiny topic"
chinese = "小"
parts = [
  { names = ["double"], difficulty = 1, minutes = 5, points = 2.0 },
  { names = ["first", "last"], difficulty = 3, minutes = 25, points = 8.0 },
]
"""

CHECKS = '''
"""Public checks of the tiny topic."""
import numpy as np
import pytest

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {"double": ["Add it to itself.", "x + x"]}


@part("double")
def test_doubles(learner):
    """double gives twice <the> value."""
    picture(got=np.eye(3), expected=np.ones((3, 3)))
    expect_close(learner.double([1.0, 2.0]), [2.0, 4.0], call="double([1, 2])")


@part("double")
@pytest.mark.parametrize("value", [0, -1])
def test_doubles_others(learner, value, tmp_path):
    """double takes other numbers"""
    expect(learner.double(value) == 2 * value, "That is not twice the number.", call=f"double({value})")


@part("first")
def test_first(learner):
    """first is the first"""
    value, rest = learner.first([3, 4])
    assert value == 3


@part("last")
def test_last_refuses(learner):
    """last refuses an empty list"""
    expect_raises(ValueError, learner.last, [], call="last([])")
'''

GIVEN = "import math\nfrom course import check\n"
STUBS = [
    "def double(x):\n    raise NotImplementedError\n",
    "def first(xs):\n    raise NotImplementedError\n\n\ndef last(xs):\n    raise NotImplementedError\n",
]
RIGHT = [
    "import numpy as np\ndef double(x):\n    return 2 * np.asarray(x)\n",
    "def first(xs):\n    return xs[0], xs[1:]\ndef last(xs):\n    if not xs:\n        raise ValueError('empty')\n",
]


def notebook(parts: list[str]) -> str:
    """The topic's notebook with these part cells."""
    sources = [(GIVEN, "given"), (parts[0], "part"), ('check("tiny", "double")', "check"), (parts[1], "part")]
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "source": source,
            "metadata": {"tags": [tag]},
            "outputs": [],
            "execution_count": None,
        }
        for number, (source, tag) in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def make(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the topic below `root` and let the course find it; its exercise folder, with the untouched notebook."""
    folder = root / "exercises" / "07_tiny"
    folder.mkdir(parents=True)
    (root / "syllabus.toml").write_text(SYLLABUS, encoding="utf-8")
    (folder / "test_tiny.py").write_text(CHECKS, encoding="utf-8")
    (folder / "tiny.ipynb").write_text(notebook(STUBS), encoding="utf-8")
    monkeypatch.setenv("COURSE_SYLLABUS", str(root / "syllabus.toml"))
    monkeypatch.setenv("COURSE_EXERCISES", str(root / "exercises"))
    monkeypatch.setattr(places, "PACKAGE", root)
    syllabus.topics.cache_clear()
    return folder
