"""The package as others get it: a lock without addresses, entry points that load, nothing generated in git."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.10", "3.11", "3.12", "3.13")


def locked(python: str) -> dict[str, Requirement]:
    """What the lock installs on Linux with that Python: requirement by canonical name."""
    environment = {**default_environment(), "python_version": python, "python_full_version": f"{python}.1"}
    environment |= {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    lines = [line.rstrip(" \\") for line in LOCK.split("\n") if re.match(r"[A-Za-z]", line)]
    found: dict[str, Requirement] = {}
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            assert canonicalize_name(requirement.name) not in found, f"{requirement.name} is locked twice"
            found[canonicalize_name(requirement.name)] = requirement
    return found


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for: the build, the package and all extras."""
    project = PYPROJECT["project"]
    extras = project.get("optional-dependencies", {})
    lines = [*PYPROJECT["build-system"]["requires"], *project["dependencies"], *chain.from_iterable(extras.values())]
    return [requirement for requirement in map(Requirement, lines) if requirement.name != project["name"]]


def test_lock_is_the_same_wherever_it_was_made() -> None:
    """No index address, no find-links, no option, no path: names, versions, markers and hashes alone."""
    for line in LOCK.rstrip("\n").split("\n")[1:]:
        assert re.fullmatch(r"[\w.-]+==[\w.!+]+( ; [^/\\@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
    assert "://" not in LOCK
    assert not re.search(r"(^|\s)/", LOCK)


@pytest.mark.parametrize("python", PYTHONS)
def test_lock_has_what_the_project_asks_for(python: str) -> None:
    versions = locked(python)
    for requirement in wanted():
        if requirement.marker and not requirement.marker.evaluate({**default_environment(), "python_version": python}):
            continue
        pin = versions.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{requirement.name} is not locked: run `make lock`"
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} or {pin}: run `make lock`"


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z])", LOCK)[1:]
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)


def test_commands_and_plugin_load() -> None:
    names = {"course", "autograder"}
    scripts = {point.name: point for point in entry_points(group="console_scripts") if point.name in names}
    assert set(scripts) == names
    assert all(callable(point.load()) for point in scripts.values())
    assert "course" in {point.name for point in entry_points(group="pytest11")}


@pytest.mark.parametrize("command", ["course", "autograder"])
def test_commands_answer(command: str) -> None:
    script = Path(sys.executable).with_name(command)
    result = subprocess.run([script, "--help"], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    assert "Usage" in result.stdout


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split("\0") if name]


def test_what_is_ignored_is_not_tracked(tracked: list[str]) -> None:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listing.stdout == ""


def test_wheel_holds_every_tracked_file_of_the_packages(tracked: list[str], tmp_path: Path) -> None:
    """What is neither Python nor named in `package-data` would be lost on those who install the package."""
    tree = tmp_path / "tree"
    for name in tracked:
        if name.startswith(("course/", "autograder/")) or "/" not in name:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    build = "from setuptools.build_meta import build_wheel; build_wheel('..')"
    subprocess.run([sys.executable, "-c", build], cwd=tree, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    lost = [name for name in tracked if name.startswith(("course/", "autograder/")) and name not in held]
    assert not lost, "name them in pyproject.toml's package-data"


def test_tracked_text_names_no_machine_or_index(tracked: list[str]) -> None:
    address = re.compile(r"--(extra-)?index-url[ =]\S|--find-links[ =]\S|index-url\s*=\s*[\"']?https?:")
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".py", ".toml", ".txt", ".sh", ".md", ".ipynb", ".yml", ""} and path.is_file():
            assert not address.search(path.read_text(encoding="utf-8", errors="replace")), name


@pytest.mark.parametrize("script", ["scripts/setup.sh", "scripts/lock.sh", ".ci/run"])
def test_scripts_are_executable_and_parse(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o100
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_make_lists_its_targets() -> None:
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = {line.split()[1] for line in result.stdout.splitlines() if line.startswith("make ")}
    assert {"setup", "demo", "test", "quick", "lint", "format", "build", "bench", "attacks", "lock", "clean"} <= names
