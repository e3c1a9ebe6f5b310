"""Hidden checks of topic 02: counting parameters; a linear model, a binary and a softmax classifier."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_raised,
    attempt,
    check,
    count_params,
    evaluate,
    generator,
    is_int,
    lead,
    observe,
    shared_weights,
    value_of,
)
from autograder.cleanroom import export

EXAMPLES = 24
STEPS = 8  # a learning rate may warm up from 0, and gradients may be added up before they are applied
LISTS = {
    "one layer": [7, 3],
    "one hidden layer": [784, 128, 10],
    "two hidden layers": [12, 9, 5, 2],
    "many layers": [3, 8, 8, 8, 4, 1],
    # none larger, not even to leave 32 bits: who builds the layers and counts is right, and needs the memory
    "a large one": [25088, 4096, 4096, 1000],
}

# arguments (positional, by name), and the sizes of inputs, hidden layers, outputs: no size twice in a model
Case = tuple[tuple[Any, ...], dict[str, Any], list[int]]
REGRESSORS: dict[str, Case] = {
    "five features": ((5,), {}, [5, 1]),
    "one feature": ((), {"n_features": 1}, [1, 1]),
}
BINARY: dict[str, Case] = {
    "by default": ((5,), {}, [5, 16, 1]),
    "no hidden layer": ((4, ()), {}, [4, 1]),
    "one hidden layer": ((3,), {"hidden": (7,)}, [3, 7, 1]),
    "three hidden layers": ((6,), {"hidden": (9, 4, 5)}, [6, 9, 4, 5, 1]),
}
SOFTMAX: dict[str, Case] = {
    "by default": ((5, 3), {}, [5, 32, 3]),
    "no hidden layer": ((6, 4, ()), {}, [6, 4]),
    "two hidden layers": ((5, 3), {"hidden": (8, 6)}, [5, 8, 6, 3]),
    "two classes": ((), {"n_features": 4, "n_classes": 2, "hidden": (7,), "one_hot": False}, [4, 7, 2]),
    "one-hot": ((5, 4), {"one_hot": True}, [5, 32, 4]),
    "one-hot, no hidden layer": ((7, 3, (), True), {}, [7, 3]),
}
DEEP, LARGE = ("three hidden layers", "two hidden layers"), np.float32(8)  # a relu has no upper end
LEARN = ("five features", "one feature", "by default", "no hidden layer", "one-hot")  # these make a training step
MOST_SURE = 8.0  # log odds: Keras clips probabilities at 1e-7, and of 1 - p little is left in float32 long before that


# What is shipped to the workers: arrays


def problem(draw: np.random.Generator, sizes: list[int], kind: str) -> dict[str, Any]:
    """Inputs and targets, other inputs, and random weights for a chain of dense layers; none that rounding decides on."""
    while True:
        found = drawn(draw, sizes, kind)
        sums = chain(found["weights"], found["x"])
        if sizes[-1] > 1:
            if lead(sums).min() > 1e-5:
                return found
            continue
        errors = (sigmoid(sums) if kind == "yes or no" else sums) - found["y"]
        # a lone weight with a small slope stays where it is in a step of plain SGD
        slopes = [errors.mean()] + ([np.mean(errors * found["x"])] if sizes[0] == 1 else [])
        if np.abs(slopes).min() > 0.02 and np.abs(sums).min() > 1e-5:
            return found


def drawn(draw: np.random.Generator, sizes: list[int], kind: str) -> dict[str, Any]:
    """One such problem, whatever comes; no class is almost certain."""
    weights = []
    for n_in, n_out in pairwise(sizes):
        weights += [draw.normal(size=(n_in, n_out)) / np.sqrt(n_in) * 1.4, draw.normal(size=n_out) * 0.5]
    x, other_x = draw.normal(size=(EXAMPLES, sizes[0])), draw.normal(size=(9, sizes[0])) * 1.5
    sums = chain(weights, np.concatenate([x, other_x]))
    n_out = sizes[-1]
    surest = np.max(np.ptp(sums, axis=1) if n_out > 1 else np.abs(sums))
    weights[-2:] = [weight * min(1, MOST_SURE / surest) for weight in weights[-2:]]
    targets: dict[str, Any] = {
        "numbers": draw.normal(size=(EXAMPLES, 1)).astype("float32") * 3,
        "yes or no": draw.integers(0, 2, (EXAMPLES, 1)).astype("int32"),
        "integers": draw.integers(0, n_out, EXAMPLES).astype("int32"),
        "one-hot": np.eye(n_out, dtype="float32")[draw.integers(0, n_out, EXAMPLES)],
    }
    shares = draw.uniform(0.05, 1, (EXAMPLES, max(n_out, 2)))  # of a model that might be, away from 0 and 1
    shares /= shares.sum(axis=1, keepdims=True)
    near = targets["numbers"] + draw.normal(size=(EXAMPLES, 1)) * 0.3  # a small loss, which a penalty would change
    predictions = {"numbers": near, "yes or no": shares[:, :1]}
    targets["one-hot"][::3] = 0.7 * targets["one-hot"][::3] + 0.3 / n_out  # soft, as this loss allows
    return {
        "x": x.astype("float32"),
        "y": targets[kind],
        "predictions": predictions.get(kind, shares).astype("float32"),
        "other x": other_x.astype("float32"),
        "weights": [weight.astype("float32") for weight in weights],
    }


def problems(run_seed: int, label: str, cases: dict[str, Case], kind: str = "integers") -> dict[str, Any]:
    draw = generator(run_seed, label)
    return {
        name: problem(draw, sizes, "one-hot" if name.startswith("one-hot") else kind)
        for name, (_, _, sizes) in cases.items()
    }


@pytest.fixture(scope="module")
def lines(run_seed: int) -> dict[str, Any]:
    return problems(run_seed, "lines", REGRESSORS, "numbers")


@pytest.fixture(scope="module")
def questions(run_seed: int) -> dict[str, Any]:
    return problems(run_seed, "questions", BINARY, "yes or no")


@pytest.fixture(scope="module")
def choices(run_seed: int) -> dict[str, Any]:
    return problems(run_seed, "choices", SOFTMAX)


def by_shape(weights: list[Any]) -> dict[tuple[int, ...], Any]:
    """Kernels and biases by their shapes, which are all different: so the order in a model does not matter.

    A kernel is there in both layouts: with its outputs first, too.
    """
    return {np.shape(weight): weight for kept in weights for weight in (kept.T, kept)}


# What is asked of a model


def observed(model: Any, case: dict[str, Any], learns: bool) -> dict[str, Any]:
    """A fresh model: its parameters as returned, its graph, loss and metrics with given weights, on demand a step."""
    import tensorflow as tf

    at_return = {"params": count_params(model), "compiled": bool(model.compiled)}
    graph = export(model, case["x"])
    values = by_shape(case["weights"])
    for weight in model.weights:
        if tuple(weight.shape) in values:
            weight.assign(values[tuple(weight.shape)])
    model.run_eagerly = True  # saves the tracing
    x = tf.constant(case["other x"])
    modes = [model(x, training=True), model(x, training=False)]
    found = {"at return": at_return, "graph": graph, "modes": modes}
    found["of predictions"] = attempt(
        model.compute_loss, y=tf.constant(case["y"]), y_pred=tf.constant(case["predictions"])
    )
    found["told"] = attempt(model.test_on_batch, case["x"], case["y"], return_dict=True)
    if not learns:
        return found
    before = [np.array(weight) for weight in model.trainable_weights]
    for _ in range(STEPS):
        step = attempt(model.train_on_batch, case["x"], case["y"])
        if "value" not in step:  # a train_step of the learner's own may expect what fit hands over
            step = attempt(lambda: bool(model.fit(case["x"], case["y"], EXAMPLES, verbose=0)))
        after = [np.array(weight) for weight in model.trainable_weights]
        moved = [bool(np.any(one != other)) for one, other in zip(before, after, strict=True)]
        if all(moved) or "value" not in step:
            break
    return {**found, "step": step, "moved": moved}


def of_equal_layers(build: Any, *args: int) -> dict[str, Any]:
    """The parameters of a model with two hidden layers of one size."""
    return attempt(lambda: count_params(build(*args, (8, 8))))


def twice(build: Any, *args: int) -> dict[str, Any]:
    """How many weights the models of two equal calls share, and a list of sizes after a call that takes or refuses it."""
    shared = shared_weights(build(*args), build(*args))
    sizes = [4]
    attempt(build, *args, sizes)
    return {"shared": shared, "sizes": sizes}


def judged(models: dict[str, Any], cases: dict[str, Any]) -> dict[str, Any]:
    """In the clean worker: parameters of each graph, and its outputs with the given weights."""

    def filled(graph: Any, weights: list[np.ndarray]) -> Any:
        values = by_shape(weights)
        return graph.with_weights(lambda _, row: values.get(row["shape"], row["value"]))

    found = {}
    for name, case in cases.items():
        graph = models[name]["graph"]
        found[name] = {
            "params": graph.count_params(),
            "trainable": graph.trainable_params(),
            "untracked": graph.untracked(),
            "outputs": filled(graph, case["weights"])(case["other x"]),
        }
        if name in DEEP:
            large = filled(graph, with_large_sums(case["weights"]))
            found[name]["outputs of large sums"] = large(LARGE * case["other x"])
    return found


def with_large_sums(weights: list[np.ndarray]) -> list[np.ndarray]:
    """The weights for larger inputs: the hidden units get large sums, no class gets more certain."""
    return [*weights[:-2], weights[-2] / LARGE, weights[-1]]


# What is right: computed here, from the weights


def chain(weights: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    """The last layer's sums, with relu in all layers before."""
    values = x.astype("float64")
    layers = list(zip(weights[::2], weights[1::2], strict=True))
    for number, (kernel, bias) in enumerate(layers):
        values = values @ kernel.astype("float64") + bias
        if number < len(layers) - 1:
            values = np.maximum(values, 0)
    return values


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def params(sizes: list[int]) -> int:
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def assert_params(graphs: Any, cases: dict[str, Case], names: list[str]) -> None:
    for name in names:
        seen = graphs.seen[name]
        assert not seen["untracked"], f"the model ({name}) uses weights that Keras does not know of"
        wanted = params(cases[name][2])
        assert seen["params"] == wanted, f"the model ({name}) has {seen['params']} parameters: not what was asked for"
        assert seen["trainable"] == wanted, f"only {seen['trainable']} of the parameters train ({name})"


def assert_equal_layers(models: Any, sizes: list[int]) -> None:
    seen = value_of(models.seen["equal layers"], "a model with two hidden layers of 8 units each")
    assert seen == params(sizes), f"the model with two hidden layers of 8 units each has {seen} parameters"


def assert_outputs(graphs: Any, problems: dict[str, Any], names: list[str], activation: Any) -> None:
    for name in names:
        expected = activation(chain(problems[name]["weights"], problems[name]["other x"]))
        assert_close(graphs.seen[name]["outputs"], expected, rtol=1e-3, what=f"the outputs ({name})")
        if name in DEEP:
            expected = activation(chain(with_large_sums(problems[name]["weights"]), LARGE * problems[name]["other x"]))
            seen = graphs.seen[name]["outputs of large sums"]
            assert_close(seen, expected, rtol=1e-3, what=f"the outputs of large inputs ({name})")


def assert_same_in_training(models: Any, cases: dict[str, Case]) -> None:
    for name in cases:
        training, inference = models.seen[name]["modes"]
        assert_close(
            training, inference, what=f"the outputs in training mode, compared with those in inference ({name}),"
        )


def assert_built(models: Any, cases: dict[str, Case]) -> None:
    for name, (_, _, sizes) in cases.items():
        seen = models.seen[name]["at return"]["params"]
        assert seen, f"the model ({name}) has no weights yet as it is returned: it is not built"
        assert seen == params(sizes), f"the model ({name}) has {seen} parameters as it is returned"


def told(models: Any, name: str) -> dict[str, Any]:
    """Loss and metrics of one model, as it was compiled."""
    seen = models.seen[name]
    assert seen["at return"]["compiled"] is True, f"the model ({name}) is not compiled"
    found: dict[str, Any] = value_of(seen["told"], f"measuring the loss ({name})")
    return found


def assert_loss(models: Any, name: str, case: dict[str, Any], activation: Any, loss: Any) -> None:
    """The loss of the model's own outputs, and of predictions that come from elsewhere.

    Keras forgives a model of probabilities that is compiled with a loss of logits: it finds the logits. Not in those.
    """
    expected = loss(case["y"], activation(chain(case["weights"], case["x"])))
    found = told(models, name).get("loss")
    assert_close(found, expected, atol=1e-5, rtol=2e-4, what=f"the loss of the compiled model ({name})")
    found = value_of(models.seen[name]["of predictions"], f"the loss ({name})")
    expected = loss(case["y"], case["predictions"].astype("float64"))
    assert_close(
        found,
        np.float32(expected),
        atol=1e-5,
        rtol=2e-4,
        what=f"what the compiled loss makes of some predictions ({name})",
    )


def assert_accuracy(models: Any, name: str, expected: float) -> None:
    found = {key: value for key, value in told(models, name).items() if key != "loss"}  # by whatever name
    assert found, f"the compiled model reports no metric ({name})"
    right = any(abs(float(value) - expected) < 1e-3 for value in found.values() if np.shape(value) == ())
    assert right, f"none of the metrics that the compiled model reports is the accuracy ({name})"


def assert_new(models: Any) -> None:
    seen = models.seen["twice"]
    assert not seen["shared"], (
        f"the models of two equal calls share {seen['shared']} weights: they are trained together"
    )
    assert seen["sizes"] == [4], "the list of sizes is another one after the call"


def assert_learns(models: Any, names: list[str]) -> None:
    for name in names:
        value_of(models.seen[name]["step"], f"a training step ({name})")
        moved = models.seen[name]["moved"]
        assert moved and all(moved), f"{sum(moved)} of {len(moved)} weights move in a training step ({name})"


# dense_params


@observe
def dense_counts(learner: Any) -> dict[str, Any]:
    count = learner.dense_params
    return {
        "with": [count(3, 2), count(1, 1), count(784, 128), count(7, 1), count(1, 9), count(25088, 4096)],
        "without": [
            count(3, 2, False),
            count(7, 1, use_bias=False),
            count(1, 9, False),
            count(512, 64, use_bias=False),
        ],
        "by name": [
            count(n_in=6, n_out=4),
            count(n_out=4, n_in=6, use_bias=True),
            count(use_bias=False, n_out=3, n_in=5),
        ],
    }


@check("dense_params", points=0.45, hint="Each output has one arrow from every input, and one from the bias.")
def test_dense_counts(dense_counts):
    assert_counts(dense_counts.seen["with"], dense_counts.expected["with"], "dense_params")


@check("dense_params", points=0.3, hint="Without biases only the arrows are left.")
def test_dense_counts_without_bias(dense_counts):
    assert_counts(dense_counts.seen["without"], dense_counts.expected["without"], "dense_params with use_bias=False")


@check("dense_params", points=0.1, hint="The names of the arguments are part of the contract.")
def test_dense_counts_by_name(dense_counts):
    assert_counts(dense_counts.seen["by name"], dense_counts.expected["by name"], "dense_params called by names")


@check("dense_params", points=0.15, hint="A count is an int: what does Python say of the type of your result?")
def test_dense_count_is_an_int(dense_counts):
    assert_ints([count for counts in dense_counts.seen.values() for count in counts], "dense_params")


def assert_counts(seen: list[Any], expected: list[Any], what: str) -> None:
    for one, other in zip(seen, expected, strict=True):
        assert isinstance(one, int | float | np.ndarray) and np.shape(one) == (), f"{what} should return a number"
        assert float(one) == float(other), f"{what} gives a wrong number"


def assert_ints(seen: list[Any], what: str) -> None:
    for count in seen:
        assert is_int(count), f"{what} returns something else than an int"


# conv2d_params


@observe
def conv_counts(learner: Any) -> dict[str, Any]:
    count = learner.conv2d_params
    return {
        "square": [count(3, 32, 64), count(1, 5, 7), count(5, 1, 6), count(7, 3, 64), count(2, 4, 1)],
        "without": [count(3, 32, 64, False), count((2, 3), 4, 5, use_bias=False), count(1, 1, 1, False)],
        "by name": [
            count(kernel_size=3, in_channels=2, filters=4),
            count(filters=3, kernel_size=(1, 2), in_channels=5),
        ],
    }


@observe
def oblong_counts(learner: Any) -> list[Any]:
    count = learner.conv2d_params
    return [count((3, 3), 32, 64), count((2, 5), 3, 4), count((1, 7), 16, 8), count((7, 1), 16, 8), count((4, 1), 1, 1)]


@check("conv2d_params", points=0.55, hint="One filter sees a window of every input channel, and has a single bias.")
def test_conv_counts(conv_counts):
    assert_counts(conv_counts.seen["square"], conv_counts.expected["square"], "conv2d_params")


@check("conv2d_params", points=0.4, hint="The two sides of a window may differ.")
def test_conv_counts_of_oblong_windows(oblong_counts):
    assert_counts(oblong_counts.seen, oblong_counts.expected, "conv2d_params of a pair")
    assert_ints(oblong_counts.seen, "conv2d_params of a pair")


@check("conv2d_params", points=0.3, hint="Where does the bias enter the formula: before or after the filters?")
def test_conv_counts_without_bias(conv_counts):
    assert_counts(conv_counts.seen["without"], conv_counts.expected["without"], "conv2d_params with use_bias=False")


@check("conv2d_params", points=0.1, hint="In the call by names, look at how the signature spells them.")
def test_conv_counts_by_name(conv_counts):
    assert_counts(conv_counts.seen["by name"], conv_counts.expected["by name"], "conv2d_params called by names")


@check("conv2d_params", points=0.15, hint="Whole numbers in, a whole number out: no float, no array.")
def test_conv_count_is_an_int(conv_counts):
    assert_ints([count for counts in conv_counts.seen.values() for count in counts], "conv2d_params")


# mlp_params


@observe
def mlp_counts(learner: Any) -> dict[str, Any]:
    lists = {name: sizes.copy() for name, sizes in LISTS.items()}
    counts = {name: learner.mlp_params(sizes) for name, sizes in lists.items()}
    return {
        "counts": counts,
        "lists": lists,
        "by name": learner.mlp_params(layer_sizes=[4, 3, 2]),
        "tuple": attempt(learner.mlp_params, (784, 128, 10)),
    }


@observe
def mlp_errors(learner: Any) -> dict[str, Any]:
    return {
        "no size": attempt(learner.mlp_params, []),
        "one size": attempt(learner.mlp_params, [784]),
    }


def assert_mlp_counts(mlp_counts: Any, names: list[str]) -> None:
    seen, expected = mlp_counts.seen["counts"], mlp_counts.expected["counts"]
    assert_counts([seen[name] for name in names], [expected[name] for name in names], "mlp_params")


@check("mlp_params", points=0.45, hint="Each pair of neighbors is a layer, with biases; add all of them up.")
def test_mlp_counts(mlp_counts):
    assert_mlp_counts(mlp_counts, ["one hidden layer", "two hidden layers", "many layers", "a large one"])


@check("mlp_params", points=0.25, hint="Two sizes are a network already: a single layer.")
def test_mlp_counts_one_layer(mlp_counts):
    assert_mlp_counts(mlp_counts, ["one layer"])


@check("mlp_params", points=0.1, hint="A tuple holds sizes as well: what do you do that only a list can?")
def test_mlp_counts_of_a_tuple(mlp_counts):
    seen = value_of(mlp_counts.seen["tuple"], "mlp_params of a tuple")
    assert_counts([seen], [mlp_counts.expected["tuple"]["value"]], "mlp_params of a tuple")


@check("mlp_params", points=0.1, hint="Read the sizes, and leave the list as it is.")
def test_mlp_leaves_its_list_alone(mlp_counts):
    assert_counts([mlp_counts.seen["by name"]], [mlp_counts.expected["by name"]], "mlp_params called by name")
    assert mlp_counts.seen["lists"] == LISTS, "the list of sizes is another one after the call"


@check("mlp_params", points=0.15, hint="Sums and products of ints are ints: where does another type come in?")
def test_mlp_count_is_an_int(mlp_counts):
    assert_ints(list(mlp_counts.seen["counts"].values()), "mlp_params")


@check(
    "mlp_params", points=0.45, hint="With fewer than two sizes there is no layer. A count of 0 would hide the mistake."
)
def test_mlp_needs_two_sizes(mlp_errors):
    for name, attempted in mlp_errors.seen.items():
        assert_raised(attempted, "ValueError", what=f"mlp_params with {name}")


# regressor


@observe
def regressors(learner: Any, lines: dict[str, Any]) -> dict[str, Any]:
    found = {
        name: observed(learner.regressor(*args, **named), lines[name], name in LEARN)
        for name, (args, named, _) in REGRESSORS.items()
    }
    return {**found, "twice": twice(learner.regressor, 5)}


@evaluate
def regressor_graphs(regressors: Any, lines: dict[str, Any]) -> dict[str, Any]:
    return judged(regressors, lines)


@check("regressor", points=0.3, hint="One weight for every feature and one bias: nothing more.")
def test_regressor_params(regressor_graphs):
    assert_params(regressor_graphs, REGRESSORS, list(REGRESSORS))


@check(
    "regressor", points=0.5, hint="The answer may be any number, below zero too: what does your activation do to it?"
)
def test_regressor_is_linear(regressor_graphs, lines):
    assert_outputs(regressor_graphs, lines, list(REGRESSORS), lambda z: z)


@check("regressor", points=0.4, hint="The mean of the squares of the errors: is that what the model was compiled with?")
def test_regressor_loss(regressors, lines):
    for name, case in lines.items():
        assert_loss(regressors, name, case, lambda z: z, lambda y, said: float(np.mean((said - y) ** 2)))


@check("regressor", points=0.15, hint="Tell Keras the number of features, so that the kernel exists at once.")
def test_regressor_is_built(regressors):
    assert_built(regressors, REGRESSORS)


@check("regressor", points=0.05, hint="Who calls twice wants two models, each with weights of its own.")
def test_regressor_is_new(regressors):
    assert_new(regressors)


@check("regressor", points=0.1, hint="A compiled model has an optimizer, and all that is in the model is trained.")
def test_regressor_learns(regressors):
    assert_learns(regressors, ["five features", "one feature"])
    assert_same_in_training(regressors, REGRESSORS)


# binary_classifier


@observe
def binary_classifiers(learner: Any, questions: dict[str, Any]) -> dict[str, Any]:
    found = {
        name: observed(learner.binary_classifier(*args, **named), questions[name], name in LEARN)
        for name, (args, named, _) in BINARY.items()
    }
    equal = of_equal_layers(learner.binary_classifier, 5)
    return {**found, "equal layers": equal, "twice": twice(learner.binary_classifier, 5)}


@evaluate
def binary_graphs(binary_classifiers: Any, questions: dict[str, Any]) -> dict[str, Any]:
    return judged(binary_classifiers, questions)


@check(
    "binary_classifier", points=0.3, hint="One dense layer for each entry of hidden, in order, and one with one output."
)
def test_binary_params(binary_graphs, binary_classifiers):
    assert_params(binary_graphs, BINARY, ["one hidden layer", "three hidden layers"])
    assert_equal_layers(binary_classifiers, [5, 8, 8, 1])


@check("binary_classifier", points=0.15, hint="What does the signature say when nobody names the hidden layers?")
def test_binary_params_by_default(binary_graphs):
    assert_params(binary_graphs, BINARY, ["by default"])


@check("binary_classifier", points=0.2, hint="An empty tuple means no hidden layer at all: logistic regression.")
def test_binary_without_hidden_layers(binary_graphs, questions):
    assert_params(binary_graphs, BINARY, ["no hidden layer"])
    assert_outputs(binary_graphs, questions, ["no hidden layer"], sigmoid)


@check("binary_classifier", points=0.5, hint="relu in every hidden layer, and at the end one probability.")
def test_binary_outputs(binary_graphs, questions):
    assert_outputs(binary_graphs, questions, [name for name in BINARY if name != "no hidden layer"], sigmoid)


@check("binary_classifier", points=0.35, hint="Two answers, one probability: there is a cross-entropy for just that.")
def test_binary_loss(binary_classifiers, questions):
    for name, case in questions.items():
        assert_loss(
            binary_classifiers, name, case, sigmoid, lambda y, p: float(np.mean(-np.log(np.where(y == 1, p, 1 - p))))
        )


@check(
    "binary_classifier",
    points=0.25,
    hint="What share of the answers is right at the threshold 0.5? Metrics are given to compile.",
)
def test_binary_accuracy(binary_classifiers, questions):
    for name, case in questions.items():
        said = sigmoid(chain(case["weights"], case["x"])) > 0.5
        assert_accuracy(binary_classifiers, name, float(np.mean(said == case["y"])))


@check("binary_classifier", points=0.1, hint="With its input shape known, a model is built before it sees any data.")
def test_binary_is_built(binary_classifiers):
    assert_built(binary_classifiers, BINARY)


@check("binary_classifier", points=0.05, hint="Each call builds anew, and only reads the sizes that it is given.")
def test_binary_is_new(binary_classifiers):
    assert_new(binary_classifiers)


@check(
    "binary_classifier",
    points=0.1,
    hint="One step of training should move every layer, and training adds no noise of its own.",
)
def test_binary_learns(binary_classifiers):
    assert_learns(binary_classifiers, ["by default", "no hidden layer"])
    assert_same_in_training(binary_classifiers, BINARY)


# softmax_classifier


@observe
def softmax_classifiers(learner: Any, choices: dict[str, Any]) -> dict[str, Any]:
    found = {
        name: observed(learner.softmax_classifier(*args, **named), choices[name], name in LEARN)
        for name, (args, named, _) in SOFTMAX.items()
    }
    equal = of_equal_layers(learner.softmax_classifier, 5, 3)
    return {**found, "equal layers": equal, "twice": twice(learner.softmax_classifier, 5, 3)}


@evaluate
def softmax_graphs(softmax_classifiers: Any, choices: dict[str, Any]) -> dict[str, Any]:
    return judged(softmax_classifiers, choices)


@check(
    "softmax_classifier", points=0.3, hint="As many outputs as classes, and the hidden layers as they are asked for."
)
def test_softmax_params(softmax_graphs, softmax_classifiers):
    assert_params(softmax_graphs, SOFTMAX, ["two hidden layers", "two classes"])
    assert_equal_layers(softmax_classifiers, [5, 8, 8, 3])


@check("softmax_classifier", points=0.15, hint="One hidden layer when nothing is said: of which size?")
def test_softmax_params_by_default(softmax_graphs):
    assert_params(softmax_graphs, SOFTMAX, ["by default", "one-hot"])


@check("softmax_classifier", points=0.2, hint="With hidden=() the inputs go straight to the scores of the classes.")
def test_softmax_without_hidden_layers(softmax_graphs, choices):
    names = ["no hidden layer", "one-hot, no hidden layer"]
    assert_params(softmax_graphs, SOFTMAX, names)
    assert_outputs(softmax_graphs, choices, names, softmax)


@check(
    "softmax_classifier",
    points=0.5,
    hint="relu in between; at the end probabilities that add up to 1 for each example.",
)
def test_softmax_outputs(softmax_graphs, choices):
    assert_outputs(softmax_graphs, choices, [name for name in SOFTMAX if "no hidden" not in name], softmax)


def crossentropy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """For either kind of labels."""
    targets = labels if labels.ndim == 2 else np.eye(probabilities.shape[-1])[labels]
    return float(np.mean(-np.sum(targets * np.log(probabilities), axis=-1)))


@check(
    "softmax_classifier",
    points=0.4,
    hint="Integer labels have a cross-entropy of their own, and it is given probabilities.",
)
def test_softmax_loss_for_integers(softmax_classifiers, choices):
    for name, case in choices.items():
        if case["y"].ndim == 1:
            assert_loss(softmax_classifiers, name, case, softmax, crossentropy)


@check("softmax_classifier", points=0.4, hint="Other labels, another loss: who tells the model which ones will come?")
def test_softmax_loss_for_one_hot(softmax_classifiers, choices):
    for name, case in choices.items():
        if case["y"].ndim == 2:
            assert_loss(softmax_classifiers, name, case, softmax, crossentropy)


@check(
    "softmax_classifier",
    points=0.3,
    hint="The share of examples whose likeliest class is the right one, for either kind of labels.",
)
def test_softmax_accuracy(softmax_classifiers, choices):
    for name, case in choices.items():
        labels = case["y"] if case["y"].ndim == 1 else case["y"].argmax(axis=-1)
        assert_accuracy(
            softmax_classifiers, name, float(np.mean(chain(case["weights"], case["x"]).argmax(axis=-1) == labels))
        )


@check(
    "softmax_classifier",
    points=0.1,
    hint="Say how many features there are when you build the model, not when you train it.",
)
def test_softmax_is_built(softmax_classifiers):
    assert_built(softmax_classifiers, SOFTMAX)


@check(
    "softmax_classifier", points=0.05, hint="A model per call, kept nowhere; and the caller's sizes stay as they are."
)
def test_softmax_is_new(softmax_classifiers):
    assert_new(softmax_classifiers)


@check(
    "softmax_classifier",
    points=0.1,
    hint="All kernels and biases take part in the training, and the same function is computed there.",
)
def test_softmax_learns(softmax_classifiers):
    assert_learns(softmax_classifiers, ["by default", "one-hot"])
    assert_same_in_training(softmax_classifiers, SOFTMAX)
