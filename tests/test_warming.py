"""What the fork server has ready for its workers, and that it has become no other process by it."""

from __future__ import annotations

import os
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

    for step in (warming.ops, warming.xla_kernels, warming.product, warming.subclasses):
        step()


@linux
def test_every_step_works_with_this_version_of_tensorflow(worker: WorkerHandle) -> None:
    """The fork server does without one that fails."""
    assert observed(worker, steps) is None
