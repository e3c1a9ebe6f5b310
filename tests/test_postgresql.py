"""nbgrader's gradebook in PostgreSQL: a real server, the same scores as in SQLite, manual grades that stay."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nbgrader_class import ASSIGNMENT, CLASS, RAW, give, hand_in, make_course, parts, run, scores
from tests.ports import free_port

pytestmark = pytest.mark.slow


def _programs() -> Path | None:
    """Debian's folder of PostgreSQL programs, the newest, or the one on PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else list(Path("/usr/lib/postgresql").glob("*/bin"))
    folders = [folder for folder in folders if (folder / "initdb").is_file() and (folder / "postgres").is_file()]
    return max(folders, key=lambda folder: (folder.parent.name.zfill(4), folder)) if folders else None


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database on a server of our own; ended, with its data, at the end."""
    psycopg2 = pytest.importorskip("psycopg2", reason="psycopg2 is not installed: pip install psycopg2-binary")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    user, password, port = _ordinary_user(), secrets.token_hex(16), free_port()
    # Below /tmp itself: pytest's own folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="autograder-postgresql-"))
    try:
        (folder / "password").write_text(password)
        for path in (folder, folder / "password"):
            os.chown(path, user.get("user", -1), user.get("group", -1))
        start = [programs / "initdb", "--pgdata", folder / "data", "--username", "grader", "--no-sync"]
        start += ["--encoding", "UTF8", "--locale", "C", "--auth", "scram-sha-256", "--pwfile", folder / "password"]
        subprocess.run(list(map(str, start)), check=True, capture_output=True, cwd=folder, timeout=300, **user)
        serve = [programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", port, "-k", folder, "-F"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(list(map(str, serve)), stdout=log, stderr=log, cwd=folder, **user)
        try:
            address = f"postgresql+psycopg2://grader:{password}@127.0.0.1:{port}/postgres"
            _wait_for(psycopg2, address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            try:
                server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(psycopg2: Any, address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg2.connect(address.replace("+psycopg2", "")).close()
        except psycopg2.OperationalError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"PostgreSQL does not answer: {log.read_text()}")


def test_scores_and_manual_grades_are_those_of_sqlite(database: str, tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", f"c.CourseDirectory.db_url = {database!r}\n")
    hand_in(course, CLASS)
    run(course, "nbgrader", "autograde", ASSIGNMENT)
    assert scores(database) == RAW

    # The same class into SQLite, next to it.
    sqlite = f"sqlite:///{tmp_path / 'gradebook.db'}"
    run(course, "nbgrader", "generate_assignment", ASSIGNMENT, "--create", "--force", f"--db={sqlite}")
    run(course, "nbgrader", "autograde", ASSIGNMENT, "--force", f"--db={sqlite}")
    assert not (course / "gradebook.db").exists()
    for address in (database, sqlite):
        give(address, "chen", "total", 1 / 3, extra=0.1)
        give(address, "ben", "line", 2.7)
    assert scores(database) == scores(sqlite) == {"ada": 10.0, "ben": 7.0 - 3 + 2.7, "chen": 1 / 3 + 0.1}

    run(course, "autograder", "grade", str(course), "--jobs", "2", "--json", str(tmp_path / "all.json"))
    assert {told["student"]: told["score"] for told in json.loads((tmp_path / "all.json").read_text())} == RAW
    assert parts(database) == parts(sqlite)
    assert scores(database) == scores(sqlite)
    assert parts(database)["chen", "check-total"] == (0.0, 1 / 3, 0.1)
