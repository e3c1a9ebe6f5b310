"""A GitHub Classroom template: what learners get, a workflow that runs the public checks, and their points.

The workflow runs in the learner's repository, where the learner can read and change everything: hidden checks have no
place there. What counts is graded apart, with `autograder grade` on the repositories that GitHub Classroom hands out.
"""

from __future__ import annotations

import json
from fractions import Fraction
from math import lcm
from pathlib import Path

from autograder.releasing import release
from course.syllabus import Topic

WORKFLOW = Path(".github") / "workflows" / "classroom.yml"
HEAD = """\
# GitHub Classroom: the public checks of every part, {scale} points here for each point of the course.
name: Autograding Tests
on: [push, workflow_dispatch, repository_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Checkout code
        uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: Install the course
        run: |
          python -m pip install --quiet --require-hashes -r requirements.txt
          python -m pip install --quiet --no-deps ./*.whl
"""
STEP = """\
      - name: {title}
        id: {id}
        uses: classroom-resources/autograding-command-grader@v1
        with:
          test-name: {title}
          command: course check {topic} {part}
          timeout: 10
          max-score: {points}
"""
REPORT = """\
      - name: Autograding Reporter
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
{results}
        with:
          runners: {runners}
"""


def write_template(topics: list[Topic], out: Path) -> list[Path]:
    """Write the learners' folder with `.github/workflows/classroom.yml` and `points.json`; `out` is new or empty.

    GitHub Classroom counts whole points: those of the course are multiplied by the least number that makes them whole.
    """
    written = release(out, topics)
    workflow, points = out / WORKFLOW, out / "points.json"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(workflow_text(topics), encoding="utf-8")
    scale = _scale(topics)
    table = {topic.name: {part.id: _whole(part.points, scale) for part in topic.parts} for topic in topics}
    points.write_text(json.dumps({"scale": scale, "points": table}, indent=1) + "\n", encoding="utf-8")
    return [*written, workflow, points]


def workflow_text(topics: list[Topic]) -> str:
    """The workflow: a step for each part, then GitHub Classroom's own reporter."""
    scale = _scale(topics)
    steps, ids = [], []
    for topic in topics:
        for number, part in enumerate(topic.parts, 1):
            ids.append(f"t{topic.number:02d}p{number:02d}")  # the reporter takes letters and digits only
            title = json.dumps(f"{topic.name}: {part.title}")
            points = _whole(part.points, scale)
            steps.append(STEP.format(title=title, id=ids[-1], topic=topic.name, part=part.id, points=points))
    results = "\n".join(f'          {id.upper()}_RESULTS: "${{{{ steps.{id}.outputs.result }}}}"' for id in ids)
    return HEAD.format(scale=scale) + "".join(steps) + REPORT.format(results=results, runners=",".join(ids))


def _scale(topics: list[Topic]) -> int:
    fractions = [Fraction(str(part.points)) for topic in topics for part in topic.parts]
    return lcm(*(fraction.denominator for fraction in fractions))


def _whole(points: float, scale: int) -> int:
    return int(Fraction(str(points)) * scale)
