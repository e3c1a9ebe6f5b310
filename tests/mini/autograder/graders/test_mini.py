"""Hidden checks of the small topic."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import assert_close, assert_raised, attempt, check, evaluate, export, generator, observe

SECRET = "expected-values-live-here"


@pytest.fixture(scope="module")
def values(run_seed):
    return generator(run_seed, "values").normal(size=7).astype("float32")


@pytest.fixture(scope="module")
def answer(values):
    return float(2 * values.astype("float64").sum())


@observe
def totals(learner, values):
    return {"total": learner.total(values)}


@observe
def shares(learner):
    return {"half": learner.halves(6.0), "third": learner.thirds(6.0), "negative": attempt(learner.halves, -1.0)}


@observe
def model(learner):
    return export(learner.line(3))


@evaluate
def graph(model, values):
    return {"params": model.count_params(), "out": model(values[:6].reshape(2, 3)).shape}


@observe(devices=2)
def devices(learner, values):
    import tensorflow as tf

    return {"devices": len(tf.config.list_logical_devices("CPU")), "total": learner.total(values)}


@check("total", points=2, hint="Add up all entries, then scale the sum.")
def test_total_is_right(totals, answer):
    assert_close(totals.seen["total"], np.float32(answer), what="the total")


@check("total", points=1, hint="The sum of a vector is one number.")
def test_total_is_a_scalar(totals):
    assert np.shape(totals.seen["total"]) == ()


@check("total", points=1, hint="Nothing in the function may depend on the number of devices.")
def test_total_on_two_devices(devices):
    assert devices.seen["devices"] == 2
    assert_close(devices.seen["total"], devices.expected["total"])


@check("thirds", points=2, hint="Two halves and three thirds make a whole.")
def test_shares_are_right(shares):
    assert_close(shares.seen["half"], 3.0)
    assert_close(shares.seen["third"], 2.0)


@check("halves", points=1, hint="Negative numbers have no half here.")
def test_negative_is_refused(shares):
    assert_raised(shares.seen["negative"])


@check("line", points=3, hint="One weight per feature, and a bias.")
def test_line_has_four_parameters(graph):
    assert graph.seen["params"] == 4
    assert graph.seen["out"] == (2, 1)
