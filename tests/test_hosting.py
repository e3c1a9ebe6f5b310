"""`course host`, by its command line in this process; Kaggle's own client accepts what it writes, and it checks in an empty folder."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from course import cli, hosting, syllabus
from tests import tiny
from tests.test_course_cli import LAUNCHER
from tests.test_course_cli import course as course_in_a_process

Host = Callable[..., "Ran"]


@dataclass(frozen=True)
class Ran:
    """How the command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The exercise folder of the tiny topic, with the learner's notebook."""
    monkeypatch.setattr(cli, "out", type(cli.out)(highlight=False, width=100))
    monkeypatch.setattr(cli, "err", type(cli.err)(stderr=True, highlight=False, width=100))
    monkeypatch.setenv("TINY_ROOT", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("KAGGLE_USERNAME", raising=False)
    folder = tiny.make(tmp_path, monkeypatch)
    (tmp_path / "pristine").mkdir()
    (tmp_path / "pristine" / "tiny.ipynb").write_text(tiny.notebook(tiny.STUBS), encoding="utf-8")
    (folder / "tiny.ipynb").write_text(tiny.notebook(tiny.RIGHT), encoding="utf-8")
    yield folder
    syllabus.topics.cache_clear()


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Host:
    """The command `course` with some arguments."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["course", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def host(course: Host) -> Host:
    """`course host tiny --out OUT` with more options."""
    return lambda out, *options: course("host", "tiny", "--out", str(out), *options)


def hosted(out: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(out / "tiny.ipynb", as_version=4)
    nbformat.validate(notebook)
    return notebook


def metadata(out: Path) -> dict[str, object]:
    return json.loads((out / "kernel-metadata.json").read_text(encoding="utf-8"))


def test_takes_the_learners_notebook_to_both_hosts(folder: Path, host: Host, tmp_path: Path) -> None:
    out = tmp_path / "to" / "host"
    result = host(out)
    assert result.returncode == 0, result.stderr
    notebook = hosted(out)
    install, checks, *own = notebook.cells
    assert "%pip install --quiet tf-exercises" in install.source.splitlines()
    assert "colab.research.google.com" in install.source
    assert checks.source.startswith("%%writefile test_tiny.py\n")
    assert [cell.source for cell in own] == [cell.source for cell in nbformat.read(folder / "tiny.ipynb", 4).cells]
    assert (notebook.metadata.accelerator, notebook.metadata.kernelspec.name) == ("GPU", "python3")
    assert notebook.metadata.kaggle.isGpuEnabled
    assert metadata(out)["code_file"] == "tiny.ipynb"
    assert metadata(out)["enable_gpu"] is metadata(out)["enable_internet"] is metadata(out)["is_private"] is True
    assert f"kaggle kernels push -p {out}" in result.stdout
    assert "colab.research.google.com" in result.stdout
    assert hosting.UNKNOWN_USER in result.stdout


def test_takes_the_untouched_notebook_where_there_is_no_other(folder: Path, host: Host, tmp_path: Path) -> None:
    (folder / "tiny.ipynb").unlink()
    result = host(tmp_path / "host")
    assert "the untouched notebook was taken" in result.stdout
    assert any("NotImplementedError" in cell.source for cell in hosted(tmp_path / "host").cells)


def test_says_so_when_a_script_is_newer(folder: Path, host: Host, tmp_path: Path) -> None:
    (folder / "tiny.py").write_text(tiny.RIGHT[0], encoding="utf-8")
    os.utime(folder / "tiny.ipynb", (1, 1))
    result = host(tmp_path / "host")
    assert "tiny.py is newer than tiny.ipynb" in result.stdout
    assert "return 2 *" in hosted(tmp_path / "host").cells[3].source


def test_works_where_only_the_package_is(
    folder: Path, host: Host, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURSE_EXERCISES", raising=False)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    result = host(elsewhere / "host")
    assert result.returncode == 0, result.stderr
    assert "not on this machine" in result.stdout
    assert [cell.metadata.get("tags") for cell in hosted(elsewhere / "host").cells].count(["host"]) == 1


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        ("tf-exercises==0.1", "tf-exercises==0.1"),
        ("tf-exercises>=0.1", "'tf-exercises>=0.1'"),
        (
            "tf-exercises @ git+https://example.org/course.git@main",
            "'tf-exercises @ git+https://example.org/course.git@main'",
        ),
        (
            " https://example.org/tf_exercises-0.1.0-py3-none-any.whl ",
            "https://example.org/tf_exercises-0.1.0-py3-none-any.whl",
        ),
    ],
)
def test_installs_what_it_is_told(folder: Path, host: Host, tmp_path: Path, spec: str, line: str) -> None:
    assert host(tmp_path / "host", "--install", spec).returncode == 0
    assert hosted(tmp_path / "host").cells[0].source.splitlines()[-1] == f"%pip install --quiet {line}"


@pytest.mark.parametrize("spec", ["", "  ", "a\nimport os", "a'b", "$HOME", "{x}", "`id`", "-r file"])
def test_refuses_what_pip_could_not_install(folder: Path, host: Host, tmp_path: Path, spec: str) -> None:
    result = host(tmp_path / "host", f"--install={spec}")
    assert (result.returncode, result.stdout) == (2, "")
    assert "--install" in result.stderr
    assert not (tmp_path / "host").exists()


def test_keeps_what_is_there(folder: Path, host: Host, tmp_path: Path) -> None:
    out = tmp_path / "host"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "tiny.ipynb").write_text("also mine", encoding="utf-8")
    result = host(out)
    assert "tiny.ipynb was there already: it is kept as tiny.backup-1.ipynb." in result.stdout
    assert (out / "tiny.backup-1.ipynb").read_text(encoding="utf-8") == "also mine"
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    again = host(out)
    assert "kept" not in again.stdout
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before


def test_the_learners_own_files_are_not_touched(
    folder: Path, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for out in (folder, Path("."), folder / ".." / folder.name):
        result = host(out)
        assert result.returncode == 2
        assert "another one for --out" in result.stderr
    host(tmp_path / "host")
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_name_on_kaggle_is_remembered(
    folder: Path, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "host"
    assert host(out, "--user", "ada-l").returncode == 0
    assert metadata(out)["id"] == "ada-l/tensorflow-exercises-07-tiny"
    monkeypatch.setenv("KAGGLE_USERNAME", "someone")
    assert hosting.UNKNOWN_USER not in host(out).stdout
    assert metadata(out)["id"] == "ada-l/tensorflow-exercises-07-tiny"
    host(tmp_path / "other")
    assert metadata(tmp_path / "other")["id"] == "someone/tensorflow-exercises-07-tiny"
    refused = host(out, "--user", "ada/l")
    assert refused.returncode == 2
    assert "no name on Kaggle" in refused.stderr


def test_mistakes_are_said_in_one_sentence(folder: Path, course: Host, host: Host, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "is a file" in host(tmp_path / "file").stderr
    assert "cannot be written" in host(tmp_path / "file" / "below").stderr
    assert course("host", "tiny").returncode == 2
    assert course("host", "tinny", "--out", str(tmp_path / "host")).returncode == 2
    (folder / "tiny.ipynb").write_text("{", encoding="utf-8")
    broken = host(tmp_path / "host")
    assert broken.returncode == 2
    assert "not a notebook" in broken.stderr


def test_a_notebook_may_come_back(folder: Path, host: Host, tmp_path: Path) -> None:
    """Hosted once, it is checked as before, and hosted again it is set up once."""
    host(tmp_path / "host")
    (folder / "tiny.ipynb").write_bytes((tmp_path / "host" / "tiny.ipynb").read_bytes())
    assert course_in_a_process("check", "tiny").returncode == 0
    host(tmp_path / "again", "--install", "other")
    cells = hosted(tmp_path / "again").cells
    assert [cell.metadata.get("tags") for cell in cells].count(["host"]) == 2
    assert cells[0].source.endswith("%pip install --quiet other")


def test_checks_work_in_an_empty_folder(
    folder: Path, host: Host, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the host sees: no exercises folder, only the cells. (Its first cell is left out: it would install.)"""
    host(tmp_path / "host")
    cells = hosted(tmp_path / "host").cells
    empty = tmp_path_factory.mktemp("kaggle")
    monkeypatch.delenv("COURSE_EXERCISES", raising=False)
    name, _, text = cells[1].source.removeprefix("%%writefile ").partition("\n")
    (empty / name).write_text(text, encoding="utf-8")
    own = "\n".join(cell.source for cell in cells[2:] if "check" not in cell.metadata.get("tags", []))
    code = LAUNCHER.replace("from course import cli, places", "from course import places").replace("cli.main()", "")
    code += own + "\nprint(repr(check('tiny')))\nassert check('tiny').passed"
    result = subprocess.run([sys.executable, "-c", code], cwd=empty, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


PUSH = """
import contextlib, json, sys
from types import SimpleNamespace

from kaggle.api.kaggle_api_extended import KaggleApi


class Offline(KaggleApi):
    def build_kaggle_client(self):
        client = SimpleNamespace(save_kernel=requests.append)
        return contextlib.nullcontext(SimpleNamespace(kernels=SimpleNamespace(kernels_api_client=client)))


requests, refused = [], []
for folder in sys.argv[1:]:
    try:
        Offline().kernels_push(folder)
    except ValueError as error:
        refused.append(str(error))
fields = ("slug", "new_title", "language", "kernel_type", "is_private", "enable_gpu", "enable_tpu", "enable_internet")
rows = [{field: getattr(request, field) for field in fields} for request in requests]
cells = [[cell["source"][:60] for cell in json.loads(request.text)["cells"]] for request in requests]
json.dump({"requests": rows, "cells": cells, "refused": refused}, open("said.json", "w"))
"""


@pytest.mark.skipif(importlib.util.find_spec("kaggle") is None, reason="Kaggle's client wants Python 3.11 or later")
def test_kaggles_own_client_accepts_every_topic(tmp_path: Path) -> None:
    """The client reads and validates what was written; only the last step, sending it, is replaced."""
    folders = []
    for one in syllabus.topics():
        folders.append(tmp_path / one.name)
        hosting.host(one, folders[-1], user="ada")
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    written = json.loads((folders[0] / "kernel-metadata.json").read_text(encoding="utf-8"))
    (wrong / "kernel-metadata.json").write_text(json.dumps({**written, "code_file": "absent.ipynb"}), encoding="utf-8")
    environment = {**os.environ, "HOME": str(tmp_path), "KAGGLE_CONFIG_DIR": str(tmp_path)}
    environment |= {"KAGGLE_USERNAME": "ada", "KAGGLE_KEY": "none"}
    result = subprocess.run(
        [sys.executable, "-c", PUSH, *map(str, folders), str(wrong)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    assert "does not resolve" not in result.stdout
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    assert said["refused"] == [f"Source file not found: {wrong / 'absent.ipynb'}"]
    assert len(said["requests"]) == len(folders)
    for one, request, cells in zip(syllabus.topics(), said["requests"], said["cells"], strict=True):
        assert request["slug"].startswith(f"ada/tensorflow-exercises-{one.number:02d}-")
        assert (request["language"], request["kernel_type"]) == ("python", "notebook")
        assert request["enable_gpu"] is request["enable_internet"] is request["is_private"] is True
        assert request["enable_tpu"] is False
        assert cells[0].startswith("# On Kaggle or Colab, run this cell first")
