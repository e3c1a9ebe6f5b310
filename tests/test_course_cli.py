"""The command `course`, through its front door: a child process, a terminal for `watch`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from course import syllabus
from tests import tiny

# The untouched notebook lies in the package; the tests let it lie elsewhere.
LAUNCHER = """
import os, pathlib, sys
from course import cli, places
places.PACKAGE = pathlib.Path(os.environ["TINY_ROOT"])
cli.main()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TINY_ROOT", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    folder = tiny.make(tmp_path, monkeypatch)
    pristine = tmp_path / "pristine"
    pristine.mkdir()
    (pristine / "tiny.ipynb").write_text(tiny.notebook(tiny.STUBS), encoding="utf-8")
    yield folder
    syllabus.topics.cache_clear()


def course(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *args], capture_output=True, text=True, check=False, timeout=60, **options
    )
    assert "Traceback" not in result.stderr
    return result


def write(folder: Path, source: str) -> None:
    (folder / "tiny.py").write_text(source, encoding="utf-8")


def test_version_and_module() -> None:
    result = subprocess.run([sys.executable, "-m", "course", "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("course 0.")


def test_list_shows_topics_and_progress(folder: Path) -> None:
    write(folder, tiny.RIGHT[0])
    assert "0 of 2" in course("list").stdout
    course("check", "tiny")
    line = next(line for line in course("list").stdout.split("\n") if "tiny" in line)
    assert "●●●○○" in line
    assert "1 of 2" in line


def test_check_untouched_wrong_and_right(folder: Path) -> None:
    untouched = course("check", "tiny")
    assert (untouched.returncode, untouched.stderr) == (1, "")
    assert "Nothing is attempted yet. Start with `double`" in untouched.stdout
    write(folder, "def double(x):\n    return [2.0, 5.0]\n")
    wrong = course("check", "07", "double")
    assert wrong.returncode == 1
    assert "Entry 1 is 5 instead of 4" in wrong.stdout
    assert "first" not in wrong.stdout
    write(folder, "\n".join(tiny.RIGHT))
    right = course("check", "07_tiny")
    assert (right.returncode, right.stderr) == (0, "")
    assert "All of tiny passes" in right.stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["check", "tinny"], "Did you mean 'tiny'?"),
        (["check", "tiny", "duble"], "Did you mean 'double'?"),
        (["hint", "tiny", "nope"], "There are: double, first, last."),
        (["chek", "tiny"], "Did you mean 'check'?"),
        (["check"], "Missing argument 'TOPIC'"),
    ],
)
def test_a_mistake_in_the_call_is_one_clear_line(folder: Path, args: list[str], says: str) -> None:
    result = course(*args)
    assert result.returncode == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_files_that_are_not_there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "tiny.ipynb").unlink()
    result = course("check", "tiny")
    assert result.returncode == 2
    assert "course reset tiny" in result.stderr
    monkeypatch.setenv("COURSE_EXERCISES", str(tmp_path / "nowhere"))
    assert "COURSE_EXERCISES names" in course("check", "tiny").stderr
    monkeypatch.delenv("COURSE_EXERCISES")
    outside = course("check", "tiny", cwd="/")
    assert outside.returncode == 2
    assert "there is no exercises folder" in outside.stderr or "has no 07_tiny" in outside.stderr


def test_the_exercises_folder_is_found_from_inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURSE_EXERCISES")
    for place in (folder, folder.parent, folder.parent.parent):
        assert "Nothing is attempted yet" in course("check", "tiny", cwd=place).stdout


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "tiny.ipynb").write_text('{"nbformat": 3}', encoding="utf-8")
    result = course("check", "tiny")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "re-save" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="checks run in a child process on Linux")
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import os\nprint('almost')\nos._exit(3)", "ended with exit status 3"),
        ("import ctypes\nctypes.string_at(0)", "killed by signal 11 (SIGSEGV)"),
        ("import os\ndef double(x):\n    os.kill(os.getpid(), 9)", "killed by signal 9"),
        ("import os\nif os.fork() == 0:\n    import time\n    time.sleep(60)\nos._exit(0)", "ended with exit status 0"),
    ],
)
def test_code_that_ends_python_is_survived(folder: Path, source: str, says: str) -> None:
    write(folder, source)
    result = course("check", "tiny")
    assert result.returncode == 1
    assert says in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="checks run in a child process on Linux")
def test_input_prints_and_warnings_do_not_reach_the_terminal(folder: Path) -> None:
    write(folder, "print('noise')\nimport os\nos.system('echo noise; echo noise >&2')\ninput('?')\n")
    result = course("check", "tiny", input="answer")
    assert "noise" not in result.stdout + result.stderr
    assert "EOFError" in result.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="checks run in a child process on Linux")
def test_ctrl_c_ends_an_endless_loop(folder: Path, tmp_path: Path) -> None:
    write(folder, f"open({str(tmp_path / 'started')!r}, 'w').close()\nwhile True: pass\n")
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, "check", "tiny"], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_for(lambda: (tmp_path / "started").exists())
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Interrupted" in said
    assert "Traceback" not in said


def test_hints_come_one_by_one(folder: Path) -> None:
    first, second, third = (course("hint", "tiny", "double").stdout for _ in range(3))
    assert "Add it to itself." in first
    assert "x + x" not in first
    assert "1 more" in first
    assert "x + x" in second
    assert "last hint" in third
    assert "There is no hint for first / last" in course("hint", "tiny", "last").stdout


def test_hints_that_cannot_be_read(folder: Path) -> None:
    test = folder / "test_tiny.py"
    test.write_text(test.read_text(encoding="utf-8").replace('"x + x"', "open('x')"), encoding="utf-8")
    result = course("hint", "tiny", "double")
    assert result.returncode == 1
    assert "the hints in test_tiny.py cannot be read" in result.stderr


def test_reset_keeps_what_the_learner_wrote(folder: Path) -> None:
    mine = tiny.notebook(tiny.RIGHT)
    for number in (1, 2):
        (folder / "tiny.ipynb").write_text(mine, encoding="utf-8")
        write(folder, f"# mine {number}")
        result = course("reset", "tiny")
        assert result.returncode == 0
        assert f"tiny.ipynb is kept as tiny.backup-{number}.ipynb" in result.stdout
        assert (folder / f"tiny.backup-{number}.ipynb").read_text(encoding="utf-8") == mine
        assert (folder / f"tiny.backup-{number}.py").read_text(encoding="utf-8") == f"# mine {number}"
    assert (folder / "tiny.ipynb").read_text(encoding="utf-8") == tiny.notebook(tiny.STUBS)
    assert "Nothing is attempted yet" in course("check", "tiny").stdout
    course("reset", "tiny")
    assert not (folder / "tiny.backup-3.ipynb").exists()


def test_reset_without_the_untouched_notebook(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pristine" / "tiny.ipynb").unlink()
    result = course("reset", "tiny")
    assert result.returncode == 2
    assert "the untouched notebook of tiny is missing" in result.stderr
    assert (folder / "tiny.ipynb").exists()


def test_script_is_the_notebook_in_another_form(folder: Path) -> None:
    (folder / "tiny.ipynb").write_text(tiny.notebook(tiny.RIGHT), encoding="utf-8")
    result = course("script", "tiny")
    assert result.returncode == 0
    text = (folder / "tiny.py").read_text(encoding="utf-8")
    assert '# %% tags=["given"]' in text
    assert "nbgrader" not in text
    assert 'check("tiny"' not in text
    checked = course("check", "tiny")
    assert checked.returncode == 0
    assert "tiny.py, newer than tiny.ipynb" in checked.stdout
    assert "kept as tiny.backup-1.py" in course("script", "tiny").stdout
    (folder / "tiny.ipynb").write_text("{", encoding="utf-8")
    broken = course("script", "tiny")
    assert broken.returncode == 2
    assert "not a notebook" in broken.stderr
    assert broken.stderr.count("\n") == 1


def wait_for(condition: object, seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Watching:
    """`course watch tiny`, with what it has printed."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, "watch", "tiny"],
            stdout=out.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.seen = 0

    def says(self, text: str, seconds: float = 30.0) -> float:
        """Wait until `text` is printed after what was seen before; the seconds that took."""
        started = time.monotonic()
        wait_for(lambda: text in self.out.read_text(encoding="utf-8")[self.seen :], seconds)
        self.seen = len(self.out.read_text(encoding="utf-8"))
        return time.monotonic() - started


@pytest.mark.slow
def test_watch_checks_again_on_each_save(folder: Path, tmp_path: Path) -> None:
    watching = Watching(tmp_path / "out.txt")
    try:
        watching.says("Nothing is attempted yet", 120)
        write(folder, "\n".join(tiny.RIGHT))
        watching.says("All of tiny passes")
        write(folder, "def double(x:\n")
        watching.says("its cell stopped")
        write(folder, "while True: pass\n")
        time.sleep(0.5)
        write(folder, "import os; os._exit(7)\n")
        watching.says("exit status 7")
        (folder / "tiny.py").unlink()
        (folder / "new").write_text(tiny.notebook(tiny.RIGHT), encoding="utf-8")
        (folder / "new").replace(folder / "tiny.ipynb")  # as Jupyter saves
        watching.says("All of tiny passes")
        whole = tiny.notebook(tiny.STUBS)
        (folder / "tiny.ipynb").write_text(whole[:300], encoding="utf-8")
        watching.says("not valid JSON")
        (folder / "tiny.ipynb").write_text(whole, encoding="utf-8")
        watching.says("Nothing is attempted yet")
        os.killpg(watching.process.pid, signal.SIGINT)
        watching.says("Stopped watching.")
        assert watching.process.wait(60) == 0
        assert "Traceback" not in watching.out.read_text(encoding="utf-8")
    finally:
        watching.process.kill()
        watching.process.wait()


def test_the_notebook_that_tests_use_is_valid() -> None:
    nbformat.validate(json.loads(tiny.notebook(tiny.STUBS)))
