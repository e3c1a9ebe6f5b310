"""What the fork server has ready for its workers, and that it has become no other process by it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.client import WorkerHandle
from tests.engine import observed

linux = pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are counted in Linux' /proc")


def computed(learner: Any) -> dict[str, Any]:
    import os

    import tensorflow as tf

    from autograder.warming import product

    tf.matmul(tf.ones((2, 2)), tf.ones((2, 2)))
    before = os.listdir("/proc/self/task")
    (node,) = product().node
    return {
        "op": node.op,
        "value": tf.make_ndarray(node.attr["value"].tensor),
        "new": len(os.listdir("/proc/self/task")) - len(before),
    }


@linux
def test_a_product_of_constants_is_computed_by_threads_that_end(worker: WorkerHandle) -> None:
    found = observed(worker, computed)
    assert found["op"] == "Const"
    assert found["value"].tolist() == [[3, 3], [3, 3]]
    assert found["new"] == 0


@linux
def test_the_fork_server_has_one_thread(worker: WorkerHandle) -> None:
    above = [each for each in psutil.Process(worker.pid).parents() if "autograder.forkserver" in each.cmdline()]
    assert above
    assert [each.num_threads() for each in above] == [1] * len(above)


def steps(learner: Any) -> None:
    from autograder import warming

    for step in warming.STEPS:
        step()


@linux
def test_every_step_works_with_this_version_of_tensorflow(worker: WorkerHandle) -> None:
    """The fork server does without one that fails."""
    assert observed(worker, steps) is None


def found_ready(learner: Any) -> dict[str, Any]:
    import sys

    from course.data import images

    name = "tensorflow.python.data.ops.zip_op"
    return {"digits": images._shipped_mnist.cache_info().currsize, "zip": name in sys.modules}


def test_what_topics_load_is_there_before_them(worker: WorkerHandle) -> None:
    assert observed(worker, found_ready) == {"digits": 1, "zip": True}


HUGE = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@linux
@pytest.mark.skipif(
    not HUGE.exists() or "[never]" in HUGE.read_text() or tuple(map(int, os.uname().release.split(".")[:2])) < (6, 1),
    reason="this kernel gathers no huge pages",
)
def test_a_worker_shares_huge_pages(worker: WorkerHandle) -> None:
    """Most of what it has not written to: else every fork copies eighty thousand entries of page tables."""
    smaps = Path(f"/proc/{worker.pid}/smaps_rollup").read_text()
    kib = {line.split(":")[0]: int(line.split()[1]) for line in smaps.splitlines()[1:]}
    assert kib["AnonHugePages"] > kib["Anonymous"] / 3


def hash_of_a_word(learner: Any) -> int:
    return hash("word")


def test_words_have_the_same_hash_in_every_batch(worker: WorkerHandle) -> None:
    """A learner's `set` of words has one order, whenever it is graded."""
    told = subprocess.run(
        [sys.executable, "-c", "print(hash('word'))"], env={"PYTHONHASHSEED": "0"}, capture_output=True, check=True
    )
    assert observed(worker, hash_of_a_word) == int(told.stdout)
