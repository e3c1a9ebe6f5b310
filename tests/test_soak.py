"""Soak: many submissions through one fork server leave nothing behind. AUTOGRADER_SOAK says how many (1,000 in `make soak`)."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from autograder.client import ForkServer
from tests.engine import grade

COUNT = int(os.environ.get("AUTOGRADER_SOAK", "40"))
WARM = 10
ANSWERS = [
    ("def total(values):\n    return SCALE * float(sum(values))\n", 10.0),
    ("def total(values):\n    open('left.txt', 'w').write('x' * 9999)\n    return 0.0\n", 7.0),
    ("import os\n\n\ndef halves(x):\n    os._exit(3)\n", 7.0),
    (
        "import threading, time\n\nthreading.Thread(target=time.sleep, args=(99,)).start()\n\n\ndef halves(x):\n    return x / 2\n",
        9.0,
    ),
    (
        "import os\n\n\ndef total(values):\n    [os.dup(0) for _ in range(50)]\n    return SCALE * float(sum(values))\n",
        10.0,
    ),
]


def settled(server: psutil.Process) -> list[psutil.Process]:
    """What still runs below the fork server, once the last submission's processes had time to go, and it to tell of them."""
    for _ in range(100):
        below = server.children(recursive=True)
        if not below:
            time.sleep(0.2)
            break
        time.sleep(0.05)
    return below


@pytest.mark.slow
def test_many_submissions_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with ForkServer.running() as own:
        assert own.pid is not None
        server, memory, descriptors, folders = psutil.Process(own.pid), 0, 0, set[str]()
        for number in range(COUNT):
            answer, score = ANSWERS[number % len(ANSWERS)]
            report = grade(own, answer, patient=True)
            assert report.score == score, [check for check in report.checks if check.outcome != "passed"]
            if number + 1 == WARM:
                assert settled(server) == []
                memory, descriptors = server.memory_full_info().uss, server.num_fds()
                folders = {path.name for path in tmp_path.rglob("*")}
        assert settled(server) == [], "workers, supervisors or zombies are left"
        assert server.num_fds() == descriptors, "descriptors are left open in the fork server"
        grown = server.memory_full_info().uss / memory - 1
        assert grown < 0.05, f"the fork server's own memory grew by {grown:.1%}"
        assert {path.name for path in tmp_path.rglob("*")} == folders, "scratch folders are left"
