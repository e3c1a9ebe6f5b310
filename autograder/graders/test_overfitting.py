"""Hidden checks of topic 04: a network of any capacity, dropout, L2, pooling, diagnosis, folds, the best setting."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_raised,
    assert_shape,
    attempt,
    check,
    count_params,
    derive_seed,
    evaluate,
    export,
    generator,
    observe,
    trace,
    value_of,
)


def compare(seen: Any, expected: Any, names: Any, what: str, **tolerances: float) -> None:
    """Attempts of the submission and of the reference, one by one."""
    for name in names:
        right = expected[name]["value"]
        assert_close(value_of(seen[name], f"{what} ({name})"), right, what=f"{what} ({name})", **tolerances)


def slope(function: Any, x: Any, upstream: Any) -> Any:
    """The gradient of the weighted sum of a function's result."""
    import tensorflow as tf

    given = tf.constant(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(given)
        total = tf.reduce_sum(function(given) * upstream)
    return tape.gradient(total, given)


# mlp

MODELS = {
    "two hidden layers": ((5, 3, (8, 6)), {}),
    "three hidden layers, all options": ((9, 2, [7, 5, 4]), {"dropout": 0.25, "l2": 0.01}),
}
COPIES, RATE, STEEPNESS = 1500, 0.3, 2.0
PENALTY = 0.02


@pytest.fixture(scope="module")
def inputs(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "inputs")
    return {name: draw.normal(size=(4, shape[0])).astype("float32") for name, (shape, _) in MODELS.items()}


@pytest.fixture(scope="module")
def weights(run_seed: int) -> dict[str, list[np.ndarray]]:
    """Kernels and biases of each model, told apart by their number of entries."""
    draw = generator(run_seed, "weights")
    found = {}
    for name, ((n_features, n_classes, units), _) in MODELS.items():
        sizes = [n_features, *units, n_classes]
        found[name] = []
        for n_in, n_out in itertools.pairwise(sizes):
            found[name] += [draw.normal(0, 1.5 / np.sqrt(n_in), (n_in, n_out)), draw.normal(0, 0.5, n_out)]
        found[name] = [weight.astype("float32") for weight in found[name]]
    return found


@observe
def networks(learner: Any) -> dict[str, Any]:
    """Models as they come back, and their graphs."""
    import keras
    import tensorflow as tf

    def dropouts(layer: Any) -> int:
        inner = list(layer._flatten_layers(include_self=False))
        return sum(isinstance(found, keras.layers.Dropout) for found in inner)

    found = {}
    for name, ((n_features, n_classes, sizes), options) in MODELS.items():
        units = sizes.copy() if isinstance(sizes, list) else sizes
        model = learner.mlp(n_features, n_classes, units, **options)
        found[name] = {
            "built": count_params(model),
            "compiled": bool(getattr(model, "compiled", False)),
            "dropouts": dropouts(model),
            "model": export(model, tf.TensorSpec([None, n_features])),
            "units": list(units),
        }
    return found


@evaluate
def network_graphs(networks: Any, inputs: dict[str, np.ndarray], weights: dict[str, Any]) -> dict[str, Any]:
    def loaded(graph: Any, values: list[np.ndarray]) -> Any:
        by_size = {value.size: value for value in values}

        def value(_: int, row: dict[str, Any]) -> Any:
            found = by_size.get(row["value"].size, row["value"])
            return found.T if row["shape"] == found.shape[::-1] else found  # outputs first is a layout, too

        return graph.with_weights(value)

    found = {}
    for name, answer in networks.items():
        graph, values, x = answer["model"], weights[name], inputs[name]
        silent = [value - 100 if value.ndim == 1 and number == 1 else value for number, value in enumerate(values)]
        found[name] = {
            "params": graph.count_params(),
            "trainable": graph.trainable_params(),
            "untracked": len(graph.untracked()),
            "sizes": sorted(int(np.prod(row["shape"])) for row in graph.weights if row["tracked"] and row["used"]),
            "outputs": loaded(graph, values)(x),
            "first layer silent": loaded(graph, silent)(x),
            "large sums": loaded(graph, [*values[:-2], values[-2] / 8, values[-1]])(8 * x),
            "wide": loaded(graph, [*values[:-2], 30 * values[-2], values[-1]])(x),
            "gpu": graph.gpu_problems() + graph.pinned_devices(),
        }
    return found


def assign(model: Any, values: dict[tuple[int, ...], Any]) -> None:
    """Set the weights of a live model by their shapes; a kernel may have its outputs first."""
    for weight in model.weights:
        shape = tuple(int(side) for side in weight.shape)
        if shape in values:
            weight.assign(np.broadcast_to(np.asarray(values[shape], "float32"), shape))
        elif shape[::-1] in values:
            weight.assign(np.broadcast_to(np.transpose(values[shape[::-1]]), shape))


@observe
def dropping(learner: Any) -> dict[str, Any]:
    """Logits of equal rows, in either mode: with these weights they are means of what the hidden units let through.

    Two layers of 64 and 48 units: the difference of the logits is the product of the two layers' shares of survivors,
    which are independent even where both layers draw by the same seed. One layer of 4 units: it counts the survivors.
    """
    import tensorflow as tf

    def logit(model: Any, n_features: int, copies: int, training: bool) -> Any:
        probabilities = model(tf.ones([copies, n_features]), training=training)
        return (tf.math.log(probabilities[:, 0]) - tf.math.log(probabilities[:, 1])) / STEEPNESS

    def counting(units: int) -> Any:
        return np.stack([np.full(units, STEEPNESS / units), np.zeros(units)], axis=1)

    zeros = {(64,): 0.0, (48,): 0.0, (4,): 0.0, (2,): 0.0}
    means = {**zeros, (16, 64): 1 / 16, (64, 48): 1 / 64, (48, 2): counting(48)}
    deep = learner.mlp(16, 2, (64, 48), dropout=RATE)
    assign(deep, means)
    small = learner.mlp(3, 2, (4,), 0.5)
    assign(small, {**zeros, (3, 4): 1 / 3, (4, 2): counting(4)})
    plain = learner.mlp(16, 2, (64, 48))
    assign(plain, means)
    return {
        "training": logit(deep, 16, COPIES, True),
        "inference": logit(deep, 16, 3, False),
        "default": logit_of_call(deep),
        "small": logit(small, 3, 200, True),
        "plain": logit(plain, 16, 3, True),
        "probabilities": deep(tf.ones([5, 16]), training=True),
    }


def logit_of_call(model: Any) -> Any:
    """The difference of the logits where the mode is not said."""
    import tensorflow as tf

    probabilities = model(tf.ones([3, 16]))
    return (tf.math.log(probabilities[:, 0]) - tf.math.log(probabilities[:, 1])) / STEEPNESS


@observe
def penalties(learner: Any, weights: dict[str, Any]) -> dict[str, Any]:
    """The models' own losses with given weights."""
    import tensorflow as tf

    def penalty(model: Any, n_features: int) -> float:
        model(tf.ones([2, n_features]))
        return float(sum(float(loss) for loss in model.losses))

    (n_features, n_classes, units), _ = MODELS["two hidden layers"]
    given = weights["two hidden layers"]
    sizes = [n_features, *units, n_classes]
    kernels = {(a, b): kernel for a, b, kernel in zip(sizes, sizes[1:], given[::2], strict=False)}
    biases = {(size,): bias for size, bias in zip(sizes[1:], given[1::2], strict=True)}
    nothing = dict.fromkeys((*kernels, *biases), 0.0)
    output = (units[-1], n_classes)

    model = learner.mlp(n_features, n_classes, units, l2=PENALTY)
    assign(model, {**kernels, **biases})
    found = {"all": penalty(model, n_features)}
    assign(model, {**nothing, **kernels, output: 0.0})
    found["hidden kernels"] = penalty(model, n_features)
    assign(model, {**nothing, output: kernels[output]})
    found["output kernel"] = penalty(model, n_features)
    assign(model, {**nothing, **biases})
    found["biases"] = penalty(model, n_features)
    both = learner.mlp(n_features, n_classes, units, 0.4, 10 * PENALTY)
    assign(both, {**kernels, **biases})
    found["with dropout, ten times as strong"] = penalty(both, n_features)
    plain = learner.mlp(n_features, n_classes, units)
    assign(plain, {**kernels, **biases})
    found["none asked for"] = penalty(plain, n_features)
    return found


@observe
def linear(learner: Any, inputs: dict[str, np.ndarray], weights: dict[str, Any]) -> dict[str, Any]:
    """A network without hidden layers, with all options, and one whose layers are of one size."""
    import tensorflow as tf

    kernel, bias = weights["two hidden layers"][:2]
    model = learner.mlp(*kernel.shape, [], 0.5, PENALTY)
    assign(model, {kernel.shape: kernel, bias.shape: bias})
    x = tf.constant(inputs["two hidden layers"])
    return {
        "params": count_params(model),
        "outputs": [model(x), model(x, training=True)],
        "penalty": float(sum(float(loss) for loss in model.losses)),
        "equal layers": attempt(lambda: count_params(learner.mlp(5, 3, (8, 8), 0.3, 0.01))),
    }


@check("mlp", points=0.35, hint="Input, one dense layer for each entry of units in their order, one for the classes.")
def test_mlp_layers(network_graphs, linear):
    for name in MODELS:
        seen, expected = network_graphs.seen[name], network_graphs.expected[name]
        assert seen["params"] == expected["params"], f"the network with {name} has {seen['params']} parameters"
        assert seen["sizes"] == expected["sizes"], f"the parameters are spread differently over {name}"
        assert seen["trainable"] == expected["trainable"], f"only {seen['trainable']} of the parameters train"
        assert not seen["untracked"], f"{seen['untracked']} weights are used, but Keras does not know of them"
    seen = value_of(linear.seen["equal layers"], "mlp with two layers of 8 units each")
    assert seen == linear.expected["equal layers"]["value"], f"with two layers of 8 units there are {seen} parameters"


@check("mlp", points=0.1, hint="No entries, no hidden layers: the classes right behind the input.")
def test_mlp_without_hidden_layers(linear):
    seen, expected = linear.seen, linear.expected
    assert seen["params"] == expected["params"], f"with units=[] there are {seen['params']} parameters"
    assert_close(seen["outputs"], expected["outputs"], what="the output with units=[], in either mode")
    assert_close(seen["penalty"], 0.0, atol=1e-7, what="the penalty with units=[]")


@check("mlp", points=0.05, hint="Read the units, and leave the caller's list as it is.")
def test_mlp_keeps_its_units(networks):
    for name, ((_, _, units), _) in MODELS.items():
        assert networks.seen[name]["units"] == list(units), "the list of units is another one after the call"


@check("mlp", points=0.1, hint="Name the shape of the input, and the weights are there when the model comes back.")
def test_mlp_is_built(networks):
    for name, expected in networks.expected.items():
        seen = networks.seen[name]["built"]
        assert seen == expected["built"], f"the model comes back with {seen} parameters, which is another number"


@check("mlp", points=0.15, hint="Who trains the model chooses optimizer and loss: leave compile to them.")
def test_mlp_is_uncompiled(networks):
    assert not any(case["compiled"] for case in networks.seen.values()), "the model is compiled"


@check(
    "mlp", points=0.3, hint="Dense, relu, dense, relu, …, dense, softmax. Is there anything more, or less, in between?"
)
def test_mlp_computes_the_right_function(network_graphs):
    for name, expected in network_graphs.expected.items():
        assert_close(network_graphs.seen[name]["outputs"], expected["outputs"], atol=1e-4, what=f"the output, {name}")
        assert not network_graphs.seen[name]["gpu"], "an operation of the network cannot run on every device"


@check(
    "mlp",
    points=0.2,
    hint="A relu unit is silent below zero, and passes on all of a sum above. Which activation did the hidden layers get?",
)
def test_mlp_hidden_layers_are_relu(network_graphs):
    for name in MODELS:
        seen, expected = (side[name]["first layer silent"] for side in (network_graphs.seen, network_graphs.expected))
        assert_close(seen, expected, atol=1e-4, what="the output when all sums of the first layer are negative")
        seen, expected = (side[name]["large sums"] for side in (network_graphs.seen, network_graphs.expected))
        assert_close(seen, expected, atol=1e-4, what="the output when the sums of the hidden layers are large")


@check("mlp", points=0.2, hint="Each row of the output is a distribution over the classes, not a row of scores.")
def test_mlp_returns_probabilities(network_graphs, dropping):
    tables = [case[name] for case in network_graphs.seen.values() for name in ("outputs", "wide")]
    for table in (*tables, dropping.seen["probabilities"]):
        assert np.ndim(table) == 2 and np.all(table >= 0), "some entries of the output are negative"
        assert np.allclose(np.sum(table, axis=-1), 1, atol=1e-4), "rows of the output do not add up to 1"


@check(
    "mlp",
    points=0.3,
    hint="One Dropout of the rate asked for after each hidden layer; none on the input, none behind the softmax.",
)
def test_mlp_drops_after_each_hidden_layer(dropping):
    seen, noise = dropping.seen["training"], RATE / (1 - RATE)
    assert_shape(seen, (COPIES,), what="the output in training mode")
    assert_close(np.mean(seen), np.float32(1), atol=0.03, what="the mean of many outputs in training mode")
    expected = (1 + noise / 64) * (1 + noise / 48) - 1  # of two independent layers
    share = float(np.var(seen)) / expected  # its own deviation is 0.04
    assert share > 0.1, "nothing is dropped in training"
    assert 0.79 < share < 1.25, f"the outputs in training vary {share:.2f} times as much as they should"
    for name in ("inference", "default"):
        assert_close(dropping.seen[name], np.ones(3, "float32"), atol=1e-4, what="the output when nothing is dropped")


@check("mlp", points=0.1, hint="Dropout silences whole units and scales up the others; noise of another kind does not.")
def test_mlp_drops_whole_units(dropping):
    survivors = np.asarray(dropping.seen["small"]) * 2
    assert np.allclose(survivors, np.round(survivors), atol=0.01), (
        "units are neither silent nor scaled by 1 / (1 - rate)"
    )
    assert len(np.unique(np.round(survivors))) > 2, "the units of a layer are not dropped independently"


@check("mlp", points=0.15, hint="At a rate of 0 there is no layer to add.")
def test_mlp_without_dropout(networks, dropping):
    assert networks.seen["two hidden layers"]["dropouts"] == 0, "there are Dropout layers in a model without dropout"
    assert_close(
        dropping.seen["plain"], np.ones(3, "float32"), atol=1e-4, what="the output without dropout in training"
    )


@check("mlp", points=0.25, hint="keras.regularizers has the penalty; its strength is the factor before the squares.")
def test_mlp_penalizes_hidden_kernels(penalties):
    for name in ("hidden kernels", "with dropout, ten times as strong"):
        assert_close(penalties.seen[name], penalties.expected[name], what=f"the sum of the model's losses ({name})")


@check("mlp", points=0.15, hint="Hidden kernels alone: biases are free, and so is the output layer.")
def test_mlp_spares_biases_and_output(penalties):
    for name in ("output kernel", "biases"):
        assert_close(penalties.seen[name], 0.0, atol=1e-6, what=f"the penalty on what should be free ({name})")
    assert_close(penalties.seen["all"], penalties.expected["all"], what="the sum of the model's losses")


@check("mlp", points=0.1, hint="Without l2 the model has no losses of its own.")
def test_mlp_without_penalty(penalties):
    assert_close(penalties.seen["none asked for"], 0.0, atol=1e-7, what="the sum of the model's losses without l2")


# dropout

ROWS, COLUMNS = 100, 80
RATES = (0.2, 0.5, 0.85)


@pytest.fixture(scope="module")
def seeds(run_seed: int) -> list[int]:
    first = 4 + derive_seed(run_seed, "dropout") % 100_000
    return [first, first + 1, 0, 1, 2, 3]


@pytest.fixture(scope="module")
def signal(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "signal")
    shapes = {"vector": (11,), "table": (6, 9), "images": (2, 3, 4, 2), "none": (0, 3), "row": (1, 30)}
    found = {name: draw.normal(size=shape).astype("float32") for name, shape in shapes.items()}
    return {**found, "upstream": draw.uniform(0.5, 2, (6, 9)).astype("float32")}


@observe
def masks(learner: Any, seeds: list[int]) -> dict[str, Any]:
    """What is left of large tables of ones."""
    import tensorflow as tf

    ones = tf.ones([ROWS, COLUMNS])
    several = seeds + [seeds[0] + step for step in (100, 256, 1000, 65536)]  # all digits and bits of a seed count
    tables = [learner.dropout(ones, rate, True, seed) for rate, seed in zip(RATES, seeds, strict=False)]
    return {"tables": tables, "by seed": [learner.dropout(ones[:10], 0.5, True, seed) for seed in several]}


@observe
def repeated(learner: Any, seeds: list[int], signal: dict[str, np.ndarray]) -> dict[str, Any]:
    """One seed several times, other random numbers drawn in between, other inputs of that shape."""
    import tensorflow as tf

    x, seed = signal["table"], seeds[0]
    first = learner.dropout(tf.constant(x), 0.5, True, seed)
    np.random.random(3)
    tf.random.uniform([3])
    learner.dropout(tf.constant(x), 0.5, True, seeds[1])
    second = learner.dropout(tf.constant(x), 0.5, True, seed)
    return {
        "x": [first, second],
        "ones": learner.dropout(tf.ones_like(x), 0.5, True, seed),
        "seed 0": [learner.dropout(tf.constant(x), 0.5, True, 0) for _ in range(2)],
    }


@observe
def dropped(learner: Any, seeds: list[int], signal: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    function, x, seed = learner.dropout, signal["table"], seeds[0]
    argument = x.copy()
    ones = np.ones_like(x)
    return {
        "identity": {
            name: attempt(function, tf.constant(signal[name]), 0.4, False, seed) for name in ("vector", "images")
        },
        "identity, float64": attempt(function, x.astype("float64"), 0.0, False, seed),
        "rate 0": attempt(function, tf.constant(x), 0.0, True, seed),
        "rate 0, int": attempt(function, tf.constant(x), 0, True, seed),
        "errors": {str(rate): attempt(function, tf.constant(x), rate, True, seed) for rate in (1.0, 1, -0.1, 1.5, 2)},
        "shapes": {name: attempt(function, tf.constant(signal[name]), 0.5, True, seed) for name in signal},
        "mask": attempt(function, tf.constant(ones), 0.25, True, seed),
        "float64": attempt(function, tf.constant(x, tf.float64), 0.25, True, seed),
        "float16": attempt(function, tf.constant(x, tf.float16), 0.25, True, seed),
        "an array": attempt(function, argument, 0.25, True, seed),
        "lists": attempt(function, x.tolist(), 0.25, True, seed),
        "keywords": attempt(function, seed=seed, training=True, rate=0.25, x=tf.constant(x)),
        "argument": argument,
    }


@observe
def dropout_slopes(learner: Any, seeds: list[int], signal: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    x, upstream, seed = signal["table"], signal["upstream"], seeds[0]
    return {
        "mask": learner.dropout(tf.ones_like(x), 0.25, True, seed),
        "at x": slope(lambda given: learner.dropout(given, 0.25, True, seed), x, upstream),
        "at 0": slope(lambda given: learner.dropout(given, 0.25, True, seed), 0 * x, upstream),
        "not training": slope(lambda given: learner.dropout(given, 0.25, False, seed), x, upstream),
    }


@observe
def dropout_in_a_graph(learner: Any, seeds: list[int], signal: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    x, seed = tf.constant(signal["table"]), seeds[0]
    learner.dropout(x, 0.25, True, seed)  # where it is not written yet, it says so here

    spec = tf.TensorSpec(x.shape, x.dtype)
    traced = trace(lambda given: learner.dropout(given, 0.25, True, seed), [spec])
    untrained = trace(lambda given: learner.dropout(given, 0.25, False, seed), [spec])
    return {"twice": [traced(x), traced(x)], "ones": traced(tf.ones_like(x)), "not training": untrained(x)}


@check(
    "dropout",
    points=0.3,
    hint="An entry is 0, or it is scaled so that the mean stays: by one over the share that is kept.",
)
def test_dropout_drops_or_scales(masks):
    for rate, table in zip(RATES, masks.seen["tables"], strict=True):
        assert_shape(table, (ROWS, COLUMNS), what="the result of dropout")
        kept = table != 0
        assert_close(
            table, np.where(kept, 1 / (1 - rate), 0).astype("float32"), what=f"what dropout({rate}) leaves of ones"
        )
        assert kept.any(), f"dropout at rate {rate} drops everything"


@check("dropout", points=0.25, hint="The rate is the share that is dropped, not the share that is kept.")
def test_dropout_rate(masks):
    for rate, table in zip(RATES, masks.seen["tables"], strict=True):
        assert_shape(table, (ROWS, COLUMNS), what="the result of dropout")
        share, deviation = float(np.mean(table == 0)), np.sqrt(rate * (1 - rate) / table.size)
        assert abs(share - rate) < 5.5 * deviation, f"at rate {rate} a share of {share:.3f} is dropped"


@check(
    "dropout", points=0.2, hint="Each entry draws for itself: rows, columns and neighbors know nothing of each other."
)
def test_dropout_entries_are_independent(masks):
    for rate, table in zip(RATES, masks.seen["tables"], strict=True):
        assert_shape(table, (ROWS, COLUMNS), what="the result of dropout")
        centered = ((table == 0) - rate) / np.sqrt(rate * (1 - rate))
        for axis, name in ((1, "rows"), (0, "columns")):
            sums = centered.sum(axis=axis) / np.sqrt(table.shape[axis])
            spread = float(np.mean(sums**2))  # 1 for independent entries, with a deviation of about 0.15
            assert 0.2 < spread < 2.1, f"the {name} of a mask vary {spread:.2f} times as much as they should"
        for shift in ((0, 1), (1, 0)):
            product = centered * np.roll(centered, shift, axis=(0, 1))
            assert abs(product.sum()) < 6.5 * np.sqrt(table.size), "neighboring entries are dropped together"
    dropped = {int(np.sum(np.asarray(table) == 0)) for table in masks.seen["by seed"]}
    assert len(dropped) > 1, "every seed drops as many entries as any other: the last ones depend on the others"


@check("dropout", points=0.25, hint="The same seed, the same mask: no counter inside, no generator that remembers.")
def test_dropout_same_seed_same_mask(repeated):
    first, second = repeated.seen["x"]
    assert_close(second, np.asarray(first), atol=0, rtol=0, what="a second call with the same seed")
    assert_shape(repeated.seen["ones"], np.shape(first), what="the result of dropout")
    assert np.array_equal(first != 0, repeated.seen["ones"] != 0), "other inputs of that shape get another mask"
    zero, again = repeated.seen["seed 0"]
    assert_close(again, np.asarray(zero), atol=0, rtol=0, what="a second call with seed 0")


@check("dropout", points=0.2, hint="Does the seed reach the random numbers? Nearby seeds count as different ones.")
def test_dropout_other_seed_other_mask(masks):
    found = {np.asarray(table != 0).tobytes() for table in masks.seen["by seed"]}
    assert len(found) == len(masks.seen["by seed"]), "different seeds drop the same entries"


@check("dropout", points=0.2, hint="When nothing is learned, nothing is dropped and nothing is scaled.")
def test_dropout_is_the_identity_when_not_training(dropped):
    compare(dropped.seen["identity"], dropped.expected["identity"], ("vector", "images"), "dropout when not training")
    seen = value_of(dropped.seen["identity, float64"], "dropout when not training")
    assert_close(seen, dropped.expected["identity, float64"]["value"], what="dropout when not training")
    assert_dtype(seen, "float32", what="dropout when not training")


@check("dropout", points=0.1, hint="A rate of 0 is allowed: everything survives.")
def test_dropout_at_rate_zero(dropped):
    compare(dropped.seen, dropped.expected, ("rate 0", "rate 0, int"), "dropout")


@check(
    "dropout",
    points=0.2,
    hint="The interval is closed at 0 and open at 1: what is outside is an error, said in words.",
)
def test_dropout_rejects_other_rates(dropped):
    for rate, attempted in dropped.seen["errors"].items():
        assert_raised(attempted, "ValueError", what=f"dropout with a rate of {rate}")


@check(
    "dropout",
    points=0.1,
    hint="The gradient goes where the signal went, scaled alike; an entry of 0 is no dropped entry.",
)
def test_dropout_gradients(dropout_slopes, signal):
    seen, upstream = dropout_slopes.seen, signal["upstream"]
    assert_shape(seen["mask"], upstream.shape, what="the result of dropout")
    for name in ("at x", "at 0"):
        assert seen[name] is not None, "no gradient passes dropout"
        assert_close(seen[name], upstream * seen["mask"], what=f"the gradient of dropout ({name})")
    assert_close(seen["not training"], upstream, what="the gradient when not training")


@check(
    "dropout", points=0.1, hint="A graph runs many times: random numbers that depend on the seed alone stay the same."
)
def test_dropout_runs_in_a_graph(dropout_in_a_graph, signal):
    seen, x = dropout_in_a_graph.seen, signal["table"]
    first, second = seen["twice"]
    assert_shape(first, x.shape, what="dropout inside tf.function")
    assert_close(first, np.where(np.asarray(first) != 0, x / np.float32(0.75), 0), what="dropout inside tf.function")
    assert_close(second, np.asarray(first), atol=0, rtol=0, what="a second call of one graph")
    assert np.array_equal(first != 0, seen["ones"] != 0), "a graph drops other entries of other inputs"
    assert_close(seen["not training"], x, what="dropout inside tf.function when not training")


@check("dropout", points=0.05, hint="Any number of axes will do: the mask has the shape of the input.")
def test_dropout_takes_any_shape(dropped, signal):
    for name, attempted in dropped.seen["shapes"].items():
        seen = value_of(attempted, f"dropout ({name})")
        assert_shape(seen, signal[name].shape, what=f"the result of dropout ({name})")
        assert_close(seen, np.where(seen != 0, signal[name] * 2, 0), what=f"the result of dropout ({name})")


@check("dropout", points=0.05, hint="Cast to float32 first, and leave the caller's array alone.")
def test_dropout_takes_other_precisions(dropped, signal):
    mask, x = value_of(dropped.seen["mask"], "dropout"), signal["table"]
    for name in ("float64", "float16", "an array", "lists", "keywords"):
        seen = value_of(dropped.seen[name], f"dropout ({name})")
        given = x.astype("float16").astype("float32") if name == "float16" else x
        assert_close(seen, mask * given, what=f"the result of dropout ({name})")
        assert_dtype(seen, "float32", what=f"the result of dropout ({name})")
    assert np.array_equal(dropped.seen["argument"], x), "the array that was passed in has changed"


# l2_penalty


@pytest.fixture(scope="module")
def tensors(run_seed: int) -> list[np.ndarray]:
    draw = generator(run_seed, "tensors")
    return [draw.normal(size=shape).astype("float32") for shape in ((4, 3), (5,), (2, 3, 2, 1), (1, 1))]


@observe
def l2(learner: Any, tensors: list[np.ndarray]) -> dict[str, Any]:
    import keras
    import tensorflow as tf

    function, given = learner.l2_penalty, [tf.constant(tensor) for tensor in tensors]
    arguments = [tensor.copy() for tensor in tensors]
    variable = keras.Variable(tensors[0])
    results = {
        "four tensors": attempt(function, given, 0.3),
        "one tensor": attempt(function, given[1:2], 0.01),
        "a scalar among them": attempt(function, [given[0], tf.constant(3.0)], 0.5),
        "strength 0": attempt(function, given, 0.0),
        "strength 2": attempt(function, given, 2.0),
        "variables": attempt(function, [tf.Variable(tensor) for tensor in tensors], 0.3),
        "variables that do not train": attempt(function, [tf.Variable(tensors[0], trainable=False), given[1]], 0.3),
        "Keras variables": attempt(function, [variable], 0.3),
        "empty": attempt(function, [], 0.3),
        "float64": attempt(function, [tf.constant(tensor, tf.float64) for tensor in tensors], 0.3),
        "mixed": attempt(function, [tf.constant(tensors[0], tf.float64), given[1]], 0.3),
        "float16": attempt(function, [tf.constant([300.0, 2.0], tf.float16)], 0.3),
        "arrays": attempt(function, arguments, 0.3),
        "keywords": attempt(function, strength=0.3, weights=given),
    }
    return {"results": results, "arguments": arguments}


@observe
def l2_slopes(learner: Any, tensors: list[np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    variables = [tf.Variable(tensor) for tensor in tensors[:2]] + [tf.Variable(tf.zeros([3]))]
    with tf.GradientTape() as tape:
        penalty = learner.l2_penalty(variables, 0.3)
    return {"slopes": tape.gradient(penalty, variables)}


@check("l2_penalty", points=0.35, hint="Square, sum over everything, times the strength: no mean, no root, no half.")
def test_l2_values(l2):
    names = ("four tensors", "one tensor", "strength 0", "strength 2", "keywords")
    compare(l2.seen["results"], l2.expected["results"], names, "l2_penalty")


@check("l2_penalty", points=0.15, hint="Kernels and biases, scalars and variables: whatever becomes a tensor counts.")
def test_l2_takes_any_weights(l2):
    names = ("a scalar among them", "variables", "variables that do not train", "Keras variables", "arrays")
    compare(l2.seen["results"], l2.expected["results"], names, "l2_penalty")


@check("l2_penalty", points=0.2, hint="Nothing to penalize costs nothing.")
def test_l2_of_nothing(l2):
    seen = value_of(l2.seen["results"]["empty"], "l2_penalty of an empty list")
    assert_close(seen, l2.expected["results"]["empty"]["value"], atol=0, what="l2_penalty of an empty list")


@check("l2_penalty", points=0.15, hint="A penalty without a gradient penalizes nothing: stay with tensors all the way.")
def test_l2_gradients(l2_slopes):
    for seen, expected in zip(l2_slopes.seen["slopes"], l2_slopes.expected["slopes"], strict=True):
        assert seen is not None, "no gradient reaches a weight"
        assert_close(seen, expected, what="the gradient of l2_penalty")


@check("l2_penalty", points=0.1, hint="Cast before squaring: 300 squared is too large for float16.")
def test_l2_casts_first(l2):
    for name in ("float64", "mixed", "float16"):
        seen = value_of(l2.seen["results"][name], f"l2_penalty ({name})")
        assert_close(seen, l2.expected["results"][name]["value"], what=f"l2_penalty ({name})")
        assert isinstance(seen, float) or seen.dtype.name == "float32", f"l2_penalty ({name}) is {seen.dtype.name}"


@check("l2_penalty", points=0.05, hint="To look at weights is not to change them.")
def test_l2_keeps_the_weights(l2, tensors):
    for before, after in zip(tensors, l2.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


# global_average_pooling


@pytest.fixture(scope="module")
def maps(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "maps")
    shapes = {
        "square": (3, 4, 4, 2),
        "wide": (2, 3, 7, 4),
        "tall": (2, 5, 2, 3),
        "one image": (1, 3, 4, 2),
        "one place": (3, 1, 1, 4),
        "one channel": (2, 3, 2, 1),
    }
    found = {name: (draw.normal(size=shape) + 0.5).astype("float32") for name, shape in shapes.items()}
    found["square"] = np.maximum(found["square"], 0)  # as after a relu: the zeros count as well
    found["square"][:, 1, 2] = 0
    return found


@observe
def pooled(learner: Any, maps: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    function, x = learner.global_average_pooling, maps["wide"]
    argument = x.copy()
    results = {name: attempt(function, tf.constant(values)) for name, values in maps.items()}
    results["float64"] = attempt(function, tf.constant(x, tf.float64))
    results["float16"] = attempt(function, tf.constant(x, tf.float16))
    results["an array"] = attempt(function, argument)
    results["lists"] = attempt(function, x.tolist())
    results["a keyword"] = attempt(function, x=tf.constant(x))
    upstream = np.arange(1, 9, dtype="float32").reshape(2, 4)
    return {
        "results": results,
        "argument": argument,
        "slopes": {"at x": attempt(slope, function, x, upstream), "at 0": attempt(slope, function, 0 * x, upstream)},
    }


@observe
def traced_pooling(learner: Any, maps: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    return {"model": export(learner.global_average_pooling, tf.TensorSpec(maps["wide"].shape))}


@evaluate
def pooling_graph(traced_pooling: Any, maps: dict[str, np.ndarray]) -> dict[str, Any]:
    graph = traced_pooling["model"]
    return {"result": graph(maps["wide"]), "ops": graph.op_types()}


@check("global_average_pooling", points=0.35, hint="One mean per image and channel, over all places.")
def test_pooling_values(pooled):
    compare(pooled.seen["results"], pooled.expected["results"], ("square", "one channel"), "global_average_pooling")


@check(
    "global_average_pooling", points=0.15, hint="Images and channels are left: two axes, even where one of them is 1."
)
def test_pooling_shape(pooled, maps):
    for name, x in maps.items():
        seen = value_of(pooled.seen["results"][name], f"global_average_pooling ({name})")
        assert_shape(seen, (x.shape[0], x.shape[-1]), what=f"global_average_pooling ({name})")


@check("global_average_pooling", points=0.15, hint="Height and width may differ, and may be 1.")
def test_pooling_any_size(pooled):
    names = ("wide", "tall", "one image", "one place")
    compare(pooled.seen["results"], pooled.expected["results"], names, "global_average_pooling")


@check("global_average_pooling", points=0.1, hint="Each place gets an equal share of its channel's gradient.")
def test_pooling_gradients(pooled):
    for name, expected in pooled.expected["slopes"].items():
        seen = value_of(pooled.seen["slopes"][name], "the gradient of global_average_pooling")
        assert seen is not None, "no gradient passes global_average_pooling"
        assert_close(seen, expected["value"], what=f"the gradient of global_average_pooling ({name})")


@check("global_average_pooling", points=0.1, hint="Any floating precision, arrays and lists come in; float32 goes out.")
def test_pooling_takes_other_precisions(pooled, maps):
    names = ("float64", "float16", "an array", "lists", "a keyword")
    compare(pooled.seen["results"], pooled.expected["results"], names, "global_average_pooling")
    for name in ("wide", *names):
        assert_dtype(pooled.seen["results"][name]["value"], "float32", what=f"global_average_pooling ({name})")
    assert np.array_equal(pooled.seen["argument"], maps["wide"]), "the array that was passed in has changed"


@check(
    "global_average_pooling",
    points=0.1,
    hint="Inside tf.function there is a shape to work with, and tensor operations.",
)
def test_pooling_runs_in_a_graph(pooling_graph):
    assert_close(pooling_graph.seen["result"], pooling_graph.expected["result"], what="the result inside tf.function")


@check(
    "global_average_pooling", points=0.05, hint="By hand: a mean or a sum will do, a ready-made pooling is not needed."
)
def test_pooling_by_hand(pooling_graph):
    ready = [op for op in pooling_graph.seen["ops"] if "Pool" in op]
    assert not ready, f"a ready-made operation runs: {', '.join(ready)}"


# diagnose

UNDER, OVER, GOOD = "underfitting", "overfitting", "good fit"
VERDICTS = {
    "far below the target": (([0.5], [0.45]), {}, UNDER),
    "just below the target": (([0.89], [0.88]), {}, UNDER),
    "below by less than a percent": (([0.896], [0.89]), {}, UNDER),
    "below, with a wide gap": (([0.85], [0.4]), {}, UNDER),
    "wide gap": (([1.0], [0.6]), {}, OVER),
    "gap just too wide": (([0.97], [0.9]), {}, OVER),
    "small gap": (([0.95], [0.92]), {}, GOOD),
    "validation better": (([0.92], [0.99]), {}, GOOD),
    "validation far better": (([0.92], [1.0]), {"gap": 0.03125}, GOOD),
    "equal": (([0.97], [0.97]), {}, GOOD),
    "improved": (([0.2, 0.6, 0.97], [0.1, 0.5, 0.95]), {}, GOOD),
    "got worse": (([0.99, 0.99, 0.7], [0.98, 0.98, 0.7]), {}, UNDER),
    "drifted apart": (([0.93, 0.99], [0.95, 0.8]), {}, OVER),
    "best was earlier": (([0.99, 0.91], [0.6, 0.9]), {}, GOOD),
    "on the target": (([0.75], [0.75]), {"target": 0.75}, GOOD),
    "on the target, with a gap": (([0.75], [0.25]), {"target": 0.75}, OVER),
    "on the gap": (([0.75], [0.5]), {"target": 0.5, "gap": 0.25}, GOOD),
    "beyond the gap": (([0.75], [0.4921875]), {"target": 0.5, "gap": 0.25}, OVER),
    "no gap allowed": (([1.0], [0.9921875]), {"gap": 0.0}, OVER),
    "low target": (([0.5], [0.48]), {"target": 0.3}, GOOD),
    "high target": (([0.95], [0.94]), {"target": 0.99}, UNDER),
    "large gap allowed": (([0.95], [0.7]), {"gap": 0.5}, GOOD),
}


@observe
def verdicts(learner: Any) -> dict[str, Any]:
    cases = {name: (curves, options) for name, (curves, options, _) in VERDICTS.items()}
    found = {}
    for name, (curves, options) in cases.items():
        found[name] = attempt(learner.diagnose, *[list(curve) for curve in curves], **options)
    training, validation = [0.5, 0.75], [0.25, 0.5]
    found["positional"] = attempt(learner.diagnose, training, validation, 0.5, 0.125)
    found["arrays"] = attempt(learner.diagnose, np.array([0.1, 0.99]), np.array([0.1, 0.5]))
    found["keywords"] = attempt(learner.diagnose, val_accuracy=(0.99,), train_accuracy=(0.99,))
    return {"verdicts": found, "arguments": [training, validation]}


def assert_verdicts(verdicts: Any, *names: str) -> None:
    for name in names:
        right = {"positional": OVER, "arrays": OVER, "keywords": GOOD}.get(name) or VERDICTS[name][2]
        seen = value_of(verdicts.seen["verdicts"][name], f"diagnose ({name})")
        assert seen == right, f"diagnose gives another verdict ({name})"


@check("diagnose", points=0.2, hint="Training first: who cannot do the exercises underfits, whatever the gap.")
def test_diagnose_underfitting(verdicts):
    names = ("far below the target", "just below the target", "below by less than a percent", "below, with a wide gap")
    assert_verdicts(verdicts, *names)


@check("diagnose", points=0.2, hint="Good in training, clearly worse in validation: learned by heart.")
def test_diagnose_overfitting(verdicts):
    assert_verdicts(verdicts, "wide gap", "gap just too wide")


@check("diagnose", points=0.15, hint="Validation may be better than training: the gap has a direction.")
def test_diagnose_good_fit(verdicts):
    assert_verdicts(verdicts, "small gap", "validation better", "validation far better", "equal")


@check(
    "diagnose", points=0.15, hint="A curve is judged by where it ends: not by its best, its first or its mean value."
)
def test_diagnose_looks_at_the_end(verdicts):
    assert_verdicts(verdicts, "improved", "got worse", "drifted apart", "best was earlier")


@check("diagnose", points=0.1, hint="Whoever reaches the target exactly is not below it.")
def test_diagnose_on_the_target(verdicts):
    assert_verdicts(verdicts, "on the target", "on the target, with a gap")


@check("diagnose", points=0.1, hint="More than the gap means more.")
def test_diagnose_on_the_gap(verdicts):
    assert_verdicts(verdicts, "on the gap", "beyond the gap", "no gap allowed")


@check("diagnose", points=0.05, hint="Target and gap have defaults, and may be given in their order or by name.")
def test_diagnose_arguments(verdicts):
    assert_verdicts(verdicts, "low target", "high target", "large gap allowed", "positional", "arrays", "keywords")


@check("diagnose", points=0.05, hint="Looking at the last entry does not take it away.")
def test_diagnose_keeps_its_curves(verdicts):
    assert verdicts.seen["arguments"] == [[0.5, 0.75], [0.25, 0.5]], "a list that was passed in has changed"


# k_fold

SIZES = ((12, 3), (10, 4), (7, 2), (11, 5), (60, 6), (23, 4))
ONE_EACH = ((5, 5), (2, 2))


@observe
def folds(learner: Any, seeds: list[int]) -> dict[str, Any]:
    found = {f"{n}, {k}": attempt(learner.k_fold, n, k, seeds[0]) for n, k in (*SIZES, *ONE_EACH)}
    np.random.random(5)
    again = learner.k_fold(60, 6, seeds[0])
    zeros = [learner.k_fold(60, 6, 0) for _ in range(2)]
    others = [learner.k_fold(60, 6, seed) for seed in seeds]
    keywords = learner.k_fold(seed=seeds[0], k=6, n_samples=60)
    errors = {
        f"{n}, {k}": attempt(learner.k_fold, n, k, seeds[0]) for n, k in ((5, 1), (5, 0), (5, -2), (5, 6), (1, 2))
    }
    return {"folds": found, "again": again, "zeros": zeros, "others": others, "keywords": keywords, "errors": errors}


def pairs_of(folds: Any, n: int, k: int) -> list[tuple[list[int], list[int]]]:
    """The folds for n examples as lists, their structure checked."""
    seen = value_of(folds.seen["folds"][f"{n}, {k}"], f"k_fold({n}, {k})")
    assert isinstance(seen, list | tuple) and len(seen) == k, f"k_fold({n}, {k}) should be a list of {k} pairs"
    for pair in seen:
        assert isinstance(pair, list | tuple) and len(pair) == 2, "an entry of k_fold's list is no pair"
    return [(indices_of(training), indices_of(validation)) for training, validation in seen]


def indices_of(indices: Any) -> list[int]:
    array = np.asarray(indices)
    assert array.ndim == 1, "indices should have one axis"
    return [int(index) for index in array]


def contents(found: Any) -> list[list[int]]:
    """The validation sets of a list of folds, in an order of no matter."""
    assert isinstance(found, list | tuple) and all(isinstance(pair, list | tuple) for pair in found), "no list of pairs"
    return sorted(sorted(indices_of(validation)) for _, validation in found)


@check("k_fold", points=0.3, hint="Each example is held out in exactly one of the folds.")
def test_folds_are_disjoint_and_cover(folds):
    for n, k in SIZES:
        held_out = sorted(index for _, validation in pairs_of(folds, n, k) for index in validation)
        assert held_out == list(range(n)), f"k_fold({n}, {k}): not every example is validated exactly once"


@check("k_fold", points=0.2, hint="Who is not held out trains, all of them, and nobody does both.")
def test_folds_train_on_the_rest(folds):
    for n, k in SIZES:
        for training, validation in pairs_of(folds, n, k):
            rest = sorted(set(range(n)) - set(validation))
            assert sorted(training) == rest, f"k_fold({n}, {k}): a training set is not all that is not held out"


@check("k_fold", points=0.1, hint="As many folds as examples are allowed: each example is held out alone.")
def test_folds_of_one_each(folds):
    for n, k in ONE_EACH:
        pairs = pairs_of(folds, n, k)
        held_out = sorted(validation for _, validation in pairs)
        assert held_out == [[index] for index in range(n)], f"k_fold({n}, {k}): not every example is held out alone"
        for training, validation in pairs:
            rest = sorted(set(range(n)) - set(validation))
            assert sorted(training) == rest, f"k_fold({n}, {k}): a training set is not all that is not held out"


@check("k_fold", points=0.2, hint="Where k does not divide n, who gets the remainder? One each, not all to the last.")
def test_folds_sizes(folds):
    for n, k in SIZES:
        sizes = [len(validation) for _, validation in pairs_of(folds, n, k)]
        assert max(sizes) - min(sizes) <= 1, f"k_fold({n}, {k}) has folds of sizes {sizes}"


@check("k_fold", points=0.2, hint="Shuffle before cutting: data often come sorted by class.")
def test_folds_are_shuffled(folds):
    neighbors = 0
    for fold_list in folds.seen["others"]:
        for held_out in contents(fold_list):
            neighbors += sum((index + 1) % 60 in held_out for index in held_out)
    # 6 shuffles of 60 in folds of 10: 9 / 59 of the 360 neighbors are held out together, 55 with a deviation of 7
    assert 15 < neighbors < 110, "the folds follow the order of the examples"


@check("k_fold", points=0.15, hint="The folds depend on the seed, and on nothing that happened before.")
def test_folds_same_seed(folds):
    seen = folds.seen
    first = contents(value_of(seen["folds"]["60, 6"], "k_fold(60, 6)"))
    for other in (seen["again"], seen["others"][0], seen["keywords"]):
        assert contents(other) == first, "the same seed gives other folds"
    zero, again = seen["zeros"]
    assert contents(zero) == contents(again), "the same seed, 0, gives other folds"


@check("k_fold", points=0.1, hint="Does the seed reach the shuffling?")
def test_folds_other_seeds(folds):
    found = {str(contents(fold_list)) for fold_list in folds.seen["others"]}
    assert len(found) == len(folds.seen["others"]), "different seeds give the same folds"


@check("k_fold", points=0.15, hint="One fold leaves nothing to train on; more folds than examples leave some empty.")
def test_folds_errors(folds):
    for name, attempted in folds.seen["errors"].items():
        assert_raised(attempted, "ValueError", what=f"k_fold({name})")
        message = str(attempted["message"])  # NumPy's own complaint about nothing to join is no answer
        assert "concatenate" not in message, f"k_fold({name}): the message does not say what is allowed: {message!r}"


@check(
    "k_fold", points=0.1, hint="Indices are integers, in arrays: so that they can pick rows of an array or a tensor."
)
def test_folds_are_integer_arrays(folds):
    for name, attempted in folds.seen["folds"].items():
        for pair in attempted.get("value", ()):  # what is refused is told elsewhere
            for indices in pair:
                is_integer = isinstance(indices, np.ndarray) and indices.dtype.kind in "iu"
                assert is_integer, f"k_fold({name}) holds something else than integer arrays"


# best_setting


@pytest.fixture(scope="module")
def tables(run_seed: int) -> list[list[list[float]]]:
    """Scores of five settings with four folds each, several times; their means differ by at least 0.002.

    The highest mean is neither in the first setting nor where the best fold is, nor where the highest median is.
    """
    draw = generator(run_seed, "tables")
    found: list[list[list[float]]] = []
    while len(found) < 6:
        table = draw.uniform(0.5, 1, (5, 4))
        gaps = np.diff(np.sort(table.mean(axis=1)))
        others = (0, table.max(axis=1).argmax(), np.median(table, axis=1).argmax())
        if gaps.min() > 0.002 and table.mean(axis=1).argmax() not in others:
            found.append(table.tolist())
    return found


@observe
def choices(learner: Any, tables: list[list[list[float]]]) -> dict[str, Any]:
    """The place of the chosen setting among the keys of each dict."""

    class Setting:
        """A setting that can be hashed, and not ordered."""

    def place(scores: dict[Any, list[float]]) -> int:
        chosen = learner.best_setting({key: list(values) for key, values in scores.items()})
        matches = [
            number
            for number, key in enumerate(scores)
            if key is chosen or (type(key) is type(chosen) and key == chosen)
        ]
        return matches[0] if matches else -1

    found = {f"table {i}": place(dict(zip("abcde", table, strict=True))) for i, table in enumerate(tables)}
    wide, narrow, low = [0.5, 1.0], [0.625, 0.875], [0.25, 0.75]
    found["tie, narrow last"] = place({"low": low, "wide": wide, "narrow": narrow})
    found["tie, narrow first"] = place({"narrow": narrow, "wide": wide, "low": low})
    found["tie, constant"] = place({"wide": wide, "narrow": narrow, "constant": [0.75, 0.75]})
    found["spread does not outweigh"] = place({"steady": [0.75, 0.75], "better": [0.5, 1.0625]})
    found["by very little"] = place({"steady": [0.75, 0.75], "better": [0.5, 1 + 2**-12]})
    found["by a little"] = place({"steady": [0.75, 0.75], "better": [0.5, 1.00390625]})
    # the narrower range has the larger deviation
    outer, halves = [0.5, 1.0, 0.75, 0.75], [0.5625, 0.5625, 0.9375, 0.9375]
    found["tie, outer folds"] = place({"halves": halves, "outer": outer})
    found["tie, outer folds first"] = place({"outer": outer, "halves": halves})
    # standard deviations: 1/8 of two scores, 0.14 of four; divided by k - 1 they would change places
    found["population"] = place({"four": [0.9375, 0.5625, 0.8125, 0.6875], "two": [0.625, 0.875]})
    found["population, turned"] = place({"two": [0.625, 0.875], "four": [0.9375, 0.5625, 0.8125, 0.6875]})
    found["one fold"] = place({"a": [0.5], "b": [0.75], "c": [0.625]})
    found["one setting"] = place({"only": [0.5, 0.25]})
    found["numbers of folds"] = place({"many": [0.5, 0.5, 0.5, 0.5], "few": [0.75, 0.625]})
    found["negative"] = place({"bad": [-2.0, -3.0], "less bad": [-1.0, -1.5], "worst": [-9.0, -1.0]})
    found["zero"] = place({"none": [0.0, 0.0], "negative": [-0.5, 0.0]})
    keys = [0, "", None, (16, 8), 0.5, frozenset({1}), Setting(), "z"]
    for number in range(len(keys)):
        found[f"key {number}"] = place({key: [0.5, 0.75 + (i == number) / 8] for i, key in enumerate(keys)})
    found["equal keys of all kinds"] = place({key: [0.5, 0.75] for key in keys})
    arguments = [{"a": [0.75, 0.5], "b": [1.0, 0.25]} for _ in range(2)]
    learner.best_setting(arguments[0])
    learner.best_setting(fold_scores=arguments[1])
    return {"places": found, "arguments": arguments}


def assert_places(choices: Any, *names: str) -> None:
    for name in names:
        assert choices.seen["places"][name] == choices.expected["places"][name], f"another setting is best ({name})"


@check(
    "best_setting", points=0.3, hint="The mean over the folds decides: not the best fold, not the sum, not the median."
)
def test_best_by_mean(choices):
    assert_places(choices, *(f"table {i}" for i in range(6)), "one fold", "one setting", "numbers of folds")


@check("best_setting", points=0.25, hint="Equal means: the steadier setting, wherever it stands in the dict.")
def test_best_breaks_ties(choices):
    ties = ("tie, narrow last", "tie, narrow first", "tie, constant", "tie, outer folds", "tie, outer folds first")
    assert_places(choices, *ties, "spread does not outweigh", "by a little", "by very little")


@check("best_setting", points=0.15, hint="Two kinds of standard deviation differ in what they divide by.")
def test_best_by_population_deviation(choices):
    assert_places(choices, "population", "population, turned")


@check(
    "best_setting", points=0.15, hint="A setting may be 0, None, a tuple, anything: return it, and compare scores only."
)
def test_best_of_any_keys(choices):
    assert_places(choices, *(f"key {number}" for number in range(8)))
    assert choices.seen["places"]["equal keys of all kinds"] >= 0, "what was returned is none of the settings"


@check(
    "best_setting",
    points=0.1,
    hint="Scores may be below zero, when they are losses with a minus: what does your search start from?",
)
def test_best_of_negative_scores(choices):
    assert_places(choices, "negative", "zero")


@check("best_setting", points=0.05, hint="Neither sort nor shorten the caller's lists.")
def test_best_keeps_the_scores(choices):
    for argument in choices.seen["arguments"]:
        assert argument == {"a": [0.75, 0.5], "b": [1.0, 0.25]}, "the dict that was passed in has changed"
