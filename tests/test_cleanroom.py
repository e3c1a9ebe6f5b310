"""Exported graphs, evaluated elsewhere: the same results, other weights, and no memory from one call to the next."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.client import WorkerHandle
from tests.engine import observed


def dense(learner: Any) -> dict[str, Any]:
    import keras

    from autograder import export

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, kernel_initializer="ones")])
    return {"model": export(model), "results": model(np.array([[1.0, 2.0]]))}


def counting(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    from autograder import export

    count = tf.Variable(1.0)

    def counted(x: Any) -> Any:
        return count.assign_add(1.0) * x

    return {"model": export(counted, tf.TensorSpec([None]))}


def with_other_weights(model: Any) -> dict[str, Any]:
    x = np.array([[1.0, 2.0]], "float32")
    doubled = model["model"].with_weights(lambda number, row: 2 * row["value"] + number)
    first, other, again = model["model"](x), doubled(x), model["model"](x)
    return {"first": first, "other": other, "again": again, "other again": doubled(x)}


def five_times(model: Any) -> list[Any]:
    x = np.array([1.0, 10.0], "float32")
    return [model["model"](x) for _ in range(5)]


def test_copies_share_a_graph_and_keep_their_weights(worker: WorkerHandle) -> None:
    found = observed(worker, dense)
    seen = observed(worker, with_other_weights, graphs=found)
    np.testing.assert_array_equal(seen["first"], found["results"])
    np.testing.assert_array_equal(seen["first"], [[3, 3]])
    np.testing.assert_array_equal(seen["again"], seen["first"])
    np.testing.assert_array_equal(seen["other"], [[7, 7]])  # the kernel is doubled, the bias 1
    np.testing.assert_array_equal(seen["other again"], seen["other"])


def test_a_graph_that_changes_its_variables_starts_anew_with_each_call(worker: WorkerHandle) -> None:
    results = observed(worker, five_times, graphs=observed(worker, counting))
    for result in results:
        np.testing.assert_array_equal(result, [2, 20])
