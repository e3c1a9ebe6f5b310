"""Our engine inside `nbgrader autograde`: a preprocessor in the place of `Execute` grades in the sandbox.

Each part's score becomes the output of its test cell, where nbgrader's own SaveAutoGrades finds it; manual grades, late
penalties, feedback and export stay nbgrader's. No submitted code runs in nbgrader's process or in a kernel.
"""

from __future__ import annotations

import atexit
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbformat import NotebookNode, writes
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.client import ForkServer
from autograder.errors import AutograderError
from autograder.grading import Grader, Submission
from autograder.records import PartResult, Report, read_report, student_folder
from autograder.text import clean
from course import syllabus

TABLE = Environment(autoescape=True).from_string(
    """<table style="text-align:left">
<caption><b>{{ part.part }}: {{ "%g"|format(part.score) }} of {{ "%g"|format(part.max_score) }} points</b></caption>
{% set cell %} style="padding:2px 1em 2px 0;vertical-align:top"{% endset %}
<tr>{% for name in ("check", "points", "outcome", "what to look at") %}<th{{ cell }}>{{ name }}</th>{% endfor %}</tr>
{% for check in part.checks %}<tr><td{{ cell }}>{{ check.check }}</td><td{{ cell }}>{{ "%g"|format(check.points) }}</td>
<td{{ cell }}>{{ check.outcome.replace("_", " ") }}</td>
<td{{ cell }}>{% if check.outcome != "passed" %}{{ check.hint }}<br><small style="white-space:pre-wrap;font-family:monospace">{{ clean(check.message, 1000) }}</small>{% endif %}</td></tr>
{% endfor %}</table>"""
)


class SandboxedChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades a submitted notebook by hidden checks and writes scores and hints into its test cells."""

    reports = Unicode("", help="A folder of `autograder grade --out`: use its reports instead of grading again.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Fill the outputs of the test cells; raises `AutograderError` where a fault of ours would cost marks."""
        told = resources["nbgrader"]
        try:
            topic = syllabus.topic(told["notebook"])
        except syllabus.UnknownTopic as error:
            raise AutograderError(f"{told['notebook']}.ipynb is no topic of this course: {error}") from error
        report = self._report(told["student"], topic, nb)
        faulty = [check for check in report.checks if check.outcome == "fault"]
        if faulty:
            raise AutograderError(
                f"{told['student']}, {topic.name}: {faulty[0].check} could not be judged ({faulty[0].message}); "
                "no mark is lost: run autograde again"
            )
        by_id = {topic.part(part.part).id: part for part in report.parts}
        for cell in nb.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
                part = by_id.get(grade_id.removeprefix("check-"))
                if part is None:
                    raise AutograderError(f"{topic.name}: the test cell {grade_id!r} belongs to no part of the topic")
                _show(cell, part)
        return nb, resources

    def _report(self, student: str, topic: syllabus.Topic, nb: NotebookNode) -> Report:
        if self.reports:
            path = Path(self.reports) / "reports" / student_folder(student) / f"{topic.name}.json"
            if path.is_file():
                return read_report(path)
        data = writes(nb, version=4).encode()
        return _grader(topic.name).grade(Submission(student, topic.name, Path(f"{topic.name}.ipynb"), data))


def _show(cell: NotebookNode, part: PartResult) -> None:
    """The checks as a table, and the score as the cell's result, which is where nbgrader reads partial credit."""
    worth = float(cell.metadata.nbgrader["points"])
    score = worth * part.score / part.max_score if part.max_score else worth
    lines = [
        f"{check.outcome:14} {check.check}  {check.hint if check.outcome != 'passed' else ''}" for check in part.checks
    ]
    cell.outputs = [
        new_output("display_data", {"text/html": TABLE.render(part=part, clean=clean), "text/plain": "\n".join(lines)}),
        new_output("execute_result", {"text/plain": repr(round(score, 6))}, execution_count=1),
    ]
    cell.execution_count = 1


@cache
def _grader(name: str) -> Grader:
    """One grader per topic and one fork server for all, as long as this nbgrader process lives."""
    grader = Grader(_server(), syllabus.topic(name), _run_seed())
    atexit.register(grader.close)
    return grader


@cache
def _run_seed() -> int:
    return secrets.randbits(128)


@cache
def _server() -> ForkServer:
    attached = os.environ.get("AUTOGRADER_SERVER")
    if attached:
        return ForkServer.attach(Path(attached))
    server = ForkServer()
    server.start()
    atexit.register(server.stop)
    return server
