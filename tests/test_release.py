"""`autograder release`: what learners get works in an empty environment and holds nothing of solutions or graders."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from autograder.courses import Course
from autograder.plugin import listed_checks
from course.syllabus import topic, topics

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learners' folder, made by the command."""
    out = tmp_path_factory.mktemp("release") / "for learners"
    done = run([sys.executable, "-m", "autograder", "release", "--out", str(out)], out.parent)
    assert done.returncode == 0, done.stderr
    assert f"wrote {out / 'README.md'}" in done.stdout
    return out


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COURSE_", "PYTEST_"))}
    return subprocess.run(
        command,
        cwd=folder,
        env={**environment, "COLUMNS": "200", "TF_CPP_MIN_LOG_LEVEL": "2"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def texts(released: Path) -> dict[str, str]:
    """Every file that learners get, those in the wheel too."""
    found = {
        str(path): path.read_text("utf-8") for path in released.rglob("*") if path.suffix in (".py", ".ipynb", ".md")
    }
    with zipfile.ZipFile(next(released.glob("*.whl"))) as wheel:
        for name in wheel.namelist():
            if name.endswith((".py", ".ipynb", ".toml", ".txt", "METADATA")):
                found[name] = wheel.read(name).decode()
    return found


def flat(text: str) -> str:
    """Without white space, quotes and the marks that JSON puts around lines: a body is found however it is wrapped."""
    return re.sub(r"\\n|[\s\"'\\,]", "", text)


def bodies(name: str) -> list[tuple[str, str]]:
    """(function, body) of every function of a topic's reference that is more than a line."""
    source = Course.found().files(topic(name)).solution.read_text("utf-8")
    found = []
    for region in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.DOTALL):
        code = "\n".join(line for line in region.splitlines() if line.strip() and not line.strip().startswith("#"))
        if len(flat(code)) > 60:
            found.append((code.strip().splitlines()[0], code))
    return found


def test_no_solution_and_no_hidden_check_is_in_it(released: Path) -> None:
    everything = {name: flat(text) for name, text in texts(released).items()}
    looked_for = 0
    for each in topics():
        for name, body in bodies(each.name):
            looked_for += 1
            held = [file for file, text in everything.items() if flat(body) in text]
            assert not held, f"{held[0]} holds the reference's `{name}…` of {each.name}"
        public = (Course.found().files(each).exercise / "test_topic.py").read_text("utf-8")
        for _, check, _, hint in listed_checks(each):
            held = [file for file, text in everything.items() if flat(hint) in text and flat(hint) not in flat(public)]
            assert not held, f"{held[0]} holds the hint of the hidden {check} of {each.name}"
    assert looked_for > 3 * len(topics())
    for name in everything:
        assert not re.search(r"(^|/)(autograder|solutions|graders|submissions)/", name), name
    assert not any("BEGINSOLUTION" in text for name, text in everything.items() if not name.endswith(".py"))


def test_every_notebook_and_check_is_there(released: Path) -> None:
    for each in topics():
        folder = released / "exercises" / each.folder
        assert {path.name for path in folder.iterdir()} == {f"{each.name}.ipynb", "test_topic.py"}
    readme = (released / "README.md").read_text("utf-8")
    assert all(each.chinese in readme for each in topics())


def test_the_lock_covers_what_the_wheel_needs(released: Path) -> None:
    with zipfile.ZipFile(next(released.glob("*.whl"))) as wheel:
        told = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("METADATA"))
    needs = [re.split(r"[^\w.-]", line)[0].lower() for line in message_from_string(told).get_all("Requires-Dist") or []]
    lock = (released / "requirements.txt").read_text("utf-8")
    assert {"tensorflow", "keras", "pytest", "jupyterlab", "matplotlib"} <= set(needs)
    assert not {"nbgrader", "cloudpickle", "msgspec"} & set(needs)
    for name in needs:
        assert re.search(rf"^{re.escape(name)}==[^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE), (
            f"{name} is not locked"
        )
    assert "://" not in lock, "a lock holds no addresses"


def test_learners_check_themselves_in_an_empty_environment(released: Path, tmp_path: Path) -> None:
    room = tmp_path / "room"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(room)], check=True)
    python = room / "bin" / "python"
    wheel = next(released.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    assert run([*pip, str(wheel)], tmp_path).returncode == 0
    # The locked libraries are taken from here rather than installed once more; the project itself is not on this path.
    (next(room.glob("lib/python*/site-packages")) / "libraries.pth").write_text(sysconfig.get_paths()["purelib"])
    folder = Path(shutil.copytree(released, tmp_path / "course of a learner"))

    assert run([str(python), "-c", "import autograder"], folder).returncode == 1
    where = run([str(python), "-c", "import course; print(course.__file__)"], folder).stdout
    assert str(room) in where
    listed = run([str(room / "bin" / "course"), "list"], folder)
    assert listed.returncode == 0, listed.stderr
    assert "tensors" in listed.stdout
    untouched = run([str(room / "bin" / "course"), "check", "tensors"], folder)
    assert "not attempted" in untouched.stdout + untouched.stderr
    assert "Traceback" not in untouched.stdout + untouched.stderr

    solved = Course.found().files(topic("tensors")).solution.read_text("utf-8")
    ast.parse(solved)
    (folder / "exercises" / "01_tensors" / "tensors.py").write_text(solved, "utf-8")
    checked = run([str(room / "bin" / "course"), "check", "tensors"], folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    tested = run([str(python), "-m", "pytest", "-q", "exercises/01_tensors"], folder)
    assert tested.returncode == 0, tested.stdout


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run([sys.executable, "-m", "autograder", "release", "--out", str(tmp_path)], tmp_path)
    assert done.returncode == 2
    assert "is not empty; choose a new folder for --out" in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
