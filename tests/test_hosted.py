"""Grading where others host it: the Gradescope archive grades as Gradescope runs it; GitHub Classroom gets its points."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from autograder.hosted.classroom import workflow_text
from course.syllabus import topics
from tests.engine import ENVIRONMENT
from tests.nbgrader_class import HALF, RIGHT, run
from tests.test_export import GRADESCOPE

SCRIPT = "import numpy as np\nimport tensorflow as tf\n\nSCALE = 2.0\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the small topic, made by the command, unpacked where Gradescope's paths lead."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    run(root.parent, "autograder", "host", "gradescope", "--topics=mini", "--isolation=process", f"--out={root.parent}")
    with zipfile.ZipFile(root.parent / "mini.zip") as packed:
        packed.extractall(root / "source")
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
    assert modes["run_autograder"] & modes["setup.sh"] & 0o111 == 0o111
    return root


def hand_in(root: Path, files: dict[str, str]) -> tuple[int, dict[str, object]]:
    """Run the archive's script on these files with Gradescope's paths below `root`: exit status and results.json."""
    for folder in (root / "submission", root / "results"):
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
    for name, text in files.items():
        (root / "submission" / name).write_text(text)
    done = subprocess.run(
        ["bash", str(root / "source" / "run_autograder")],
        cwd="/",
        env={**os.environ, **ENVIRONMENT, "GRADESCOPE_ROOT": str(root), "GRADESCOPE_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    results = json.loads((root / "results" / "results.json").read_text())
    return done.returncode, results


@pytest.mark.slow
def test_the_archive_grades_what_is_handed_in(archive: Path) -> None:
    for parts, score in ((RIGHT, 10.0), (HALF, 7.0)):
        status, results = hand_in(archive, {"mini.py": SCRIPT + "\n\n".join(parts.values())})
        assert status == 0
        jsonschema.validate(results, GRADESCOPE)
        assert results["score"] == score
        assert sum(test["score"] for test in results["tests"]) == score  # type: ignore[attr-defined]
        assert sum(test["max_score"] for test in results["tests"]) == 10.0  # type: ignore[attr-defined]


@pytest.mark.slow
def test_who_hands_in_something_else_is_told_what_to_hand_in(archive: Path) -> None:
    status, results = hand_in(archive, {"notes.txt": "sorry", "a.py": "", "b.py": ""})
    assert status == 0
    assert results["score"] == 0.0
    assert results["output"] == "Hand in mini.ipynb (or mini.py); there is no such file."
    assert results["visibility"] == "visible"


def test_the_archive_is_whole_and_holds_one_topic(archive: Path) -> None:
    source = archive / "source"
    assert {path.name for path in (source / "solutions").iterdir()} == {"01_mini.py"}
    assert {path.name for path in (source / "autograder" / "graders").iterdir()} == {"pytest.ini", "test_mini.py"}
    assert (source / "course" / "syllabus.toml").read_text() == Path(ENVIRONMENT["COURSE_SYLLABUS"]).read_text()
    for script in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", str(source / script)], check=True)
    setup = (source / "setup.sh").read_text()
    for name in re.findall(r"\$root/source/([a-z./]+)", setup):
        assert (source / name).exists() or name == "build", name


def test_the_workflow_gives_every_part_its_points() -> None:
    text = workflow_text(list(topics()))
    ids = re.findall(r"^        id: (\w+)$", text, re.MULTILINE)
    scores = [int(score) for score in re.findall(r"^          max-score: (\d+)$", text, re.MULTILINE)]
    parts = [(topic, part) for topic in topics() for part in topic.parts]
    assert len(ids) == len(set(ids)) == len(scores) == len(parts)
    scale = int(re.findall(r"(\d+) points here", text)[0])
    assert scores == [round(part.points * scale, 6) for _, part in parts]
    assert f"runners: {','.join(ids)}\n" in text
    assert all(re.fullmatch("[a-zA-Z0-9]+", id) for id in ids)
    for id, (topic, part) in zip(ids, parts, strict=True):
        assert f'{id.upper()}_RESULTS: "${{{{ steps.{id}.outputs.result }}}}"' in text
        assert f"command: course check {topic.name} {part.id}\n" in text
    assert max(map(len, text.splitlines())) < 3000


@pytest.mark.slow
def test_the_template_is_what_learners_get_and_the_workflow(tmp_path: Path) -> None:
    run(tmp_path, "autograder", "host", "github", "--topics=mini", f"--out={tmp_path / 'template'}")
    template = tmp_path / "template"
    assert (template / "exercises" / "01_mini" / "mini.ipynb").is_file()
    assert "course check mini total" in (template / ".github" / "workflows" / "classroom.yml").read_text()
    told = json.loads((template / "points.json").read_text())
    assert told == {"scale": 1, "points": {"mini": {"total": 4, "halves": 3, "line": 3}}}
    assert not list(template.rglob("autograder"))
