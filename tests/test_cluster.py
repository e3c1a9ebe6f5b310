"""`autograder grade --scheduler`: a real Dask scheduler and real worker processes over TCP; whatever dies, one report each."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder import batch, cluster
from autograder.records import Report, write_report
from autograder.submissions import find
from tests.engine import ENVIRONMENT as SMALL_COURSE
from tests.engine import MINI, mini_course
from tests.ports import free_port

Client = pytest.importorskip("distributed").Client
pytestmark = pytest.mark.slow

COUNT = 10
KILLS = int(os.environ.get("AUTOGRADER_KILLS", "3"))
SEED = "c1" * 16
BODIES = [
    "def total(values):\n    return SCALE * tf.reduce_sum(values)\n",
    "def total(values):\n    return tf.reduce_sum(values)\n",
    "import os\n\n\ndef halves(x):\n    os._exit(1)\n",
    "import time\n\n\ndef halves(x):\n    time.sleep(0.5)\n    return x / 2\n",
]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "AUTOGRADER_SERVER"},
    **SMALL_COURSE,
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s",
}
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class: answers in turn right, wrong, dying and slow."""
    folder = tmp_path_factory.mktemp("cluster") / "class"
    for number in range(COUNT):
        path = folder / f"s{number:02d}" / "mini.py"
        path.parent.mkdir(parents=True)
        path.write_text(BODIES[number % len(BODIES)])
    return folder


def grading(room: Path, out: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    """The real command."""
    command = [sys.executable, "-m", "autograder", "grade", str(room), "--overlay", "--out", str(out), *options]
    return subprocess.Popen(
        command, env={**ENVIRONMENT, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def judged(out: Path) -> dict[str, Any]:
    """Reports by student, times aside."""
    found = {}
    for path in sorted(out.glob("reports/*/mini.json")):
        report = json.loads(path.read_text())
        checks = [(check["check"], check["outcome"]) for part in report["parts"] for check in part["checks"]]
        found[report["student"]] = (report["score"], report["max_score"], report["run_seed"], checks)
    return found


@pytest.fixture(scope="module")
def alone(room: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The reports of this machine without a cluster."""
    out = tmp_path_factory.mktemp("alone") / "out"
    _, errors = (process := grading(room, out, "--run-seed", SEED)).communicate(timeout=600)
    assert process.returncode == 0, errors
    assert len(judged(out)) == COUNT
    return judged(out)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts parts of a cluster, and ends them with the test."""
    running: list[subprocess.Popen[str]] = []

    def run(kind: str, *options: str, **environment: str) -> subprocess.Popen[str]:
        log = (tmp_path / f"{kind}-{len(running)}.log").open("w")
        command = [sys.executable, "-m", "distributed.cli.dask_" + kind, *options]
        started = subprocess.Popen(
            command, env={**ENVIRONMENT, **environment}, stdout=log, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
        )
        running.append(started)
        return started

    yield run
    for process in running:
        with_children = (
            [process, *psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []
        )
        for each in with_children:
            each.kill()
        process.wait(timeout=30)


def scheduler(start: Start, port: int | None = None, protocol: str = "tcp", **environment: str) -> tuple[Any, str]:
    """A scheduler that listens: its process and its address."""
    if port is None:
        port = free_port()
    process = start(
        "scheduler",
        "--host",
        f"{protocol}://127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
        "--no-show",
        **environment,
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None, "the scheduler ended"
        time.sleep(0.1)
    return process, f"{protocol}://127.0.0.1:{port}"


def worker(start: Start, address: str, **environment: str) -> subprocess.Popen[str]:
    return start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", **environment)


def wait_for_reports(out: Path, count: int, process: subprocess.Popen[str]) -> None:
    while len(list(out.glob("reports/*/mini.json"))) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)


def finished(process: subprocess.Popen[str]) -> str:
    """What the command printed, once it has ended well."""
    printed, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    return printed + errors


def test_a_cluster_grades_as_one_machine_does(start: Start, room: Path, alone: dict[str, Any], tmp_path: Path) -> None:
    _, address = scheduler(start)
    process = grading(room, tmp_path / "out", "--run-seed", SEED, "--scheduler", address)
    time.sleep(3 + 2 * cluster.SILENCE)  # the workers come late
    worker(start, address)
    worker(start, address)
    printed = finished(process)
    assert judged(tmp_path / "out") == alone
    assert printed.count("the cluster has no worker") == 1


def test_a_worker_that_is_killed_and_one_that_joins_cost_no_report(
    start: Start, room: Path, alone: dict[str, Any], tmp_path: Path
) -> None:
    _, address = scheduler(start)
    first = worker(start, address)
    process = grading(room, tmp_path / "out", "--run-seed", SEED, "--scheduler", address)
    wait_for_reports(tmp_path / "out", 2, process)
    first.send_signal(signal.SIGKILL)
    worker(start, address)
    finished(process)
    assert judged(tmp_path / "out") == alone


def test_a_scheduler_that_is_restarted_gets_what_is_missing(
    start: Start, room: Path, alone: dict[str, Any], tmp_path: Path
) -> None:
    old, address = scheduler(start)
    worker(start, address)
    process = grading(room, tmp_path / "out", "--run-seed", SEED, "--scheduler", address)
    wait_for_reports(tmp_path / "out", 2, process)
    old.send_signal(signal.SIGKILL)
    old.wait(timeout=30)
    scheduler(start, int(address.rpartition(":")[2]))
    worker(start, address)
    finished(process)
    assert judged(tmp_path / "out") == alone


def test_a_client_that_is_killed_resumes(start: Start, room: Path, alone: dict[str, Any], tmp_path: Path) -> None:
    _, address = scheduler(start)
    worker(start, address)
    process = grading(room, tmp_path / "out", "--run-seed", SEED, "--scheduler", address)
    wait_for_reports(tmp_path / "out", 2, process)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert 0 < len(judged(tmp_path / "out")) < COUNT
    finished(grading(room, tmp_path / "out", "--resume", "--scheduler", address))
    assert judged(tmp_path / "out") == alone


def test_random_kills_lose_nothing(start: Start, alone: dict[str, Any], tmp_path: Path) -> None:
    """Scheduler, workers and the grading command itself are killed at random moments, and started again.

    `make faults` does it fifty times (AUTOGRADER_KILLS).
    """
    draw, kills = random.Random(KILLS), 0
    room, out = tmp_path / "class", tmp_path / "out"
    for number in range(8 * KILLS):
        path = room / f"s{number:03d}" / "mini.py"
        path.parent.mkdir(parents=True)
        path.write_text(BODIES[number % len(BODIES)])
    boss, address = scheduler(start)
    parts = {"scheduler": boss, "first": worker(start, address), "second": worker(start, address)}
    process = grading(room, out, "--run-seed", SEED, "--scheduler", address)
    wait_for_reports(out, 1, process)
    while process.poll() is None:
        if kills < KILLS:
            victim = draw.choice([*parts, "command"])
            killed = process if victim == "command" else parts[victim]
            killed.send_signal(signal.SIGKILL)
            killed.communicate(timeout=60)
            kills += 1
            if victim == "command":
                process = grading(room, out, "--resume", "--scheduler", address)
        for name, part in parts.items():  # as whatever keeps a cluster running does; workers end with their scheduler
            if part.poll() is not None and name == "scheduler":
                parts[name], _ = scheduler(start, int(address.rpartition(":")[2]))
            elif part.poll() is not None:
                parts[name] = worker(start, address)
        time.sleep(draw.uniform(0.2, 3))
    finished(process)
    assert kills == KILLS, f"the batch was over after {kills} kills"
    expected = {f"s{number:03d}": alone[f"s{number % len(BODIES):02d}"] for number in range(8 * KILLS)}
    assert judged(out) == expected


def test_the_scheduler_holds_a_window_of_a_large_class(
    start: Start, room: Path, alone: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three tasks at a time of ten, before and after the scheduler is restarted; every submission gets its report."""
    monkeypatch.setattr(cluster, "IN_FLIGHT", 3)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(MINI))
    old, address = scheduler(start)
    held: list[int] = []

    def done(report: Report) -> None:
        write_report(tmp_path / "out", report)
        held.append(tasks_at(address))
        if len(held) == 4:
            old.send_signal(signal.SIGKILL)
            old.wait(timeout=30)
            scheduler(start, int(address.rpartition(":")[2]))
            worker(start, address)

    with mini_course():
        options = batch.Options(overlay=True, run_seed=int(SEED, 16))
        grading = threading.Thread(
            target=cluster.grade, args=(find([room]).submissions, options, done, address), daemon=True
        )
        grading.start()
        while tasks_at(address) < 3:
            assert grading.is_alive()
            time.sleep(0.1)
        time.sleep(1)
        assert tasks_at(address) == 3
        worker(start, address)
        grading.join(timeout=300)
    assert not grading.is_alive()
    assert max(held) <= 3
    assert len(held) == COUNT
    assert judged(tmp_path / "out") == alone


def tasks_at(address: str) -> int:
    """How many tasks the scheduler holds."""
    with Client(address, set_as_default=False) as client:
        return client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates of this test")
def test_secrets_travel_by_tls(start: Start, room: Path, alone: dict[str, Any], tmp_path: Path) -> None:
    names = ["-subj", "/CN=tf-exercises", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            *names,
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    tls = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(tmp_path / "cert.pem")}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        tls[f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY"] = str(tmp_path / "key.pem")
        tls[f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT"] = str(tmp_path / "cert.pem")
    _, address = scheduler(start, protocol="tls", **tls)
    worker(start, address, **tls)
    one = tmp_path / "one"
    shutil.copytree(room / "s00", one / "s00")
    plain = grading(one, tmp_path / "plain", "--scheduler", address.replace("tls", "tcp"))
    plain.communicate(timeout=120)
    assert plain.returncode == 2, "without certificates nobody gets in"
    process = grading(one, tmp_path / "out", "--run-seed", SEED, "--scheduler", address, **tls)
    finished(process)
    assert judged(tmp_path / "out") == {"s00": alone["s00"]}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1"])
def test_no_scheduler_is_one_clear_message(room: Path, tmp_path: Path, address: str) -> None:
    process = grading(room, tmp_path / "out", "--scheduler", address)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert f"no scheduler at {address}" in " ".join(errors.split())
    assert "Traceback" not in errors


def test_a_worker_with_another_course_says_so(start: Start, room: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(MINI, tmp_path / "other", ignore=shutil.ignore_patterns("__pycache__")))
    with (other / "autograder" / "graders" / "test_mini.py").open("a") as file:
        file.write("\n# another commit\n")
    _, address = scheduler(start)
    worker(start, address, AUTOGRADER_COURSE=str(other))
    process = grading(room, tmp_path / "out", "--scheduler", address, "--json", str(tmp_path / "all.json"))
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 1, errors
    (first, *_) = json.loads((tmp_path / "all.json").read_text())
    outcomes = {check["outcome"] for part in first["parts"] for check in part["checks"]}
    assert outcomes == {"fault"}
    assert "another version of topic mini" in first["parts"][0]["checks"][0]["message"]
