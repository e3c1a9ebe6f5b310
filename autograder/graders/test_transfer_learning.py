"""Hidden checks of topic 13: frozen bases, new heads, features computed once, unfrozen tops, the two stages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    evaluate,
    export,
    generator,
    is_int,
    observe,
    shared_weights,
    value_of,
)

KEYS = ("loss", "accuracy", "val_loss", "val_accuracy")


@pytest.fixture(scope="module")
def noise(run_seed: int) -> np.ndarray:
    """Numbers to fill weights with."""
    return generator(run_seed, "noise").normal(size=4000).astype("float32")


@pytest.fixture(scope="module")
def images(run_seed: int) -> np.ndarray:
    return generator(run_seed, "images").normal(1, 2, size=(35, 6, 8, 2)).astype("float32")


def filled(model: Any, noise: np.ndarray) -> Any:
    """The model with weights from `noise`: kernels that keep the signal alive, statistics far from 0 and 1."""
    start, values = 0, []
    for weight in model.weights:
        shape = tuple(weight.shape)
        value = noise[start : start + np.prod(shape, dtype=int)].reshape(shape)
        start += value.size
        if len(shape) > 1:
            value = value * np.sqrt(2 / np.prod(shape[:-1]))
        elif weight.name in ("gamma", "moving_variance"):
            value = 0.5 + np.abs(value)
        values.append(value)
    model.set_weights(values)
    return model


def deep_base(noise: np.ndarray) -> Any:
    """Six layers with weights: a convolution, statistics, a block of its own, a scale, a convolution, statistics."""
    import keras
    from keras import layers

    x = inside = keras.Input((6, 8, 4))
    x = layers.Conv2D(5, 3, padding="same", name="given_inner")(x)
    x = layers.BatchNormalization(momentum=0.7, name="given_inner_stats")(x)
    block = keras.Model(inside, layers.ReLU(name="given_inner_relu")(x), name="given_block")

    x = inputs = keras.Input((6, 8, 2))
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name="given_low")(x)
    x = layers.BatchNormalization(momentum=0.7, name="given_stats")(x)
    x = block(layers.ReLU(name="given_relu")(x))
    x = layers.MaxPooling2D(2, name="given_pool")(x)
    x = layers.LayerNormalization(name="given_scale")(x)
    x = layers.Conv2D(6, 3, padding="same", name="given_high")(x)
    x = layers.BatchNormalization(momentum=0.7, name="given_last_stats")(x)
    x = layers.Dropout(0.5, name="given_dropout")(x)
    return filled(keras.Model(inputs, layers.ReLU(name="given_last_relu")(x), name="base"), noise)


def rows_of_layers() -> Any:
    """A Sequential base, which lists no input layer: three layers with weights."""
    import keras
    from keras import layers

    x = keras.Input((4, 4, 2)), layers.Conv2D(3, 1), layers.ReLU(), layers.BatchNormalization(), layers.Conv2D(2, 1)
    return keras.Sequential(x)


def small_base(noise: np.ndarray, modal: bool = False, stats: bool = False) -> Any:
    """A convolution and a pooling; it counts the images it is run on.

    With `stats` it has batch normalization, too; with `modal` it mirrors its features in training mode.
    """
    import keras
    import tensorflow as tf
    from keras import layers

    class Counter(layers.Layer):
        """Remembers how many images it saw, and the largest batch."""

        def __init__(self, **options):
            super().__init__(**options)
            self.total = tf.Variable(0, trainable=False)
            self.largest = tf.Variable(0, trainable=False)

        def call(self, features, training=False):
            n = tf.shape(features)[0]
            self.total.assign_add(n)
            self.largest.assign(tf.maximum(self.largest, n))
            return features[..., ::-1] if modal and training else features

    x = inputs = keras.Input((6, 8, 2))
    x = layers.Conv2D(5, 3, padding="same", name="given_conv")(x)
    x = layers.BatchNormalization(momentum=0.7, name="given_stats")(x) if stats else x
    x = Counter(name="given_counter")(x)
    return filled(keras.Model(inputs, layers.MaxPooling2D(2)(x), name="base"), noise)


def logs(probabilities: np.ndarray) -> np.ndarray:
    """Logarithms: where one class is nearly certain, probabilities hardly tell two models apart."""
    return np.log(np.maximum(probabilities, 1e-30))


@contextmanager
def running_eagerly() -> Iterator[None]:
    """Functions run eagerly, which is cheaper than to trace them for a few calls; graphs again afterwards, come what may."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)


def moved(before: list[np.ndarray], after: list[np.ndarray]) -> list[bool]:
    """Which of the weights have changed at all."""
    return [not np.array_equal(one, other) for one, other in zip(before, after, strict=True)]


def training_flags(base: Any) -> list[bool]:
    """Which weights of the base a model that contains it would train."""
    return [bool(weight.trainable) for weight in base.weights]


# freeze


@observe
def frozen(learner, noise, images):
    base = deep_base(noise)
    base.get_layer("given_high").trainable = False  # some switches were turned before
    base.get_layer("given_block").get_layer("given_inner").trainable = False
    start = base.get_weights()
    got = learner.freeze(base)
    kept = not any(moved(start, base.get_weights()))
    paths = [weight.path for weight in base.weights]
    flags = training_flags(base)
    base(images[:8], training=True)
    row = rows_of_layers()
    attempt(lambda: learner.freeze(row) is row)
    return {
        "same": got is base,
        "kept": kept,
        "row trains": any(training_flags(row)),
        "trains": [path for path, flag in zip(paths, flags, strict=True) if flag],
        "moved": moved(start, base.get_weights()),
        "own": len(base.trainable_weights),
    }


@check("freeze", points=0.2, hint="The function returns the base that it was given, not another one.")
def test_freeze_returns_the_base(frozen):
    assert frozen.seen["same"] is True, "freeze returns something else than the base it was given"


@check(
    "freeze", points=0.3, hint="No weight of the base may be left for an optimizer, whatever kind of layer it is in."
)
def test_freeze_leaves_nothing_to_train(frozen):
    trains = [path for path in frozen.seen["trains"] if "inner" not in path]
    assert not trains, f"some weights are still trainable: {', '.join(trains)}"
    assert frozen.seen["row trains"] is False, "some weights of a Sequential base are still trainable"


@check("freeze", points=0.15, hint="A layer of a base may be a model itself, with layers of its own.")
def test_freeze_reaches_nested_models(frozen):
    trains = [path for path in frozen.seen["trains"] if "inner" in path]
    assert not trains, f"some weights of a nested model are still trainable: {', '.join(trains)}"
    assert frozen.seen["own"] == 0, "base.trainable_weights is not empty"


@check(
    "freeze",
    points=0.3,
    hint="Moving statistics are no trainable weights, and still they change: in training mode, unless their layer itself is frozen.",
)
def test_freeze_stops_the_statistics(frozen):
    assert len(frozen.seen["moved"]) == len(frozen.expected["moved"]), "the base has other weights than before"
    assert not any(frozen.seen["moved"]), "a call in training mode changes weights of the frozen base"


@check("freeze", points=0.05, hint="To freeze is to turn a switch: what the weights hold stays.")
def test_freeze_keeps_the_weights(frozen):
    assert frozen.seen["kept"] is True, "freeze changes the weights of the base"


# classifier_on


@pytest.fixture(scope="module")
def head(run_seed: int) -> list[np.ndarray]:
    draw = generator(run_seed, "head")
    return [draw.normal(0, 0.5, size=(6, 3)).astype("float32"), draw.normal(size=3).astype("float32")]


@observe
def classified(learner, noise, images):
    import tensorflow as tf

    base = deep_base(noise)
    start = base.get_weights()
    model = learner.classifier_on(base, 3)
    built = len(model.weights)
    frozen = training_flags(base)
    return {
        "built": built,
        "frozen": not any(frozen),
        "uses": shared_weights(base, model) == len(base.weights),
        "kept": not any(moved(start, base.get_weights())),
        "trains": sorted(tuple(weight.shape) for weight in model.trainable_weights),
        "model": export(model, tf.TensorSpec((None, 6, 8, 2))),
    }


@observe
def classified_modes(learner, noise, images):
    """Classifiers in inference mode, in training mode and in none: on a base with statistics, and on one that mirrors."""
    base = small_base(noise, stats=True)
    model = learner.classifier_on(base=base, n_classes=4)
    before = base.get_weights()
    quiet, trained = (model(images[:8], training=mode) for mode in (False, True))
    other = learner.classifier_on(small_base(noise, modal=True), 2)
    unsaid = [other(images[:8], training=False), other(images[:8])]
    return {"quiet": quiet, "trained": trained, "unsaid": unsaid, "moved": moved(before, base.get_weights())}


@evaluate
def classifier_graph(classified, images, head):
    model = classified["model"]
    table = {value.shape: value for value in head}
    ours = model.with_weights(
        lambda _, row: table.get(row["shape"], row["value"]) if row["trainable"] else row["value"]
    )
    return {
        "fresh": model(images[:5]),
        "ours": ours(images[:5]),
        "untracked": model.untracked(),
        "problems": model.gpu_problems() + model.pinned_devices(),
    }


@check("classifier_on", points=0.3, hint="One probability for each class and image; those of an image add up to 1.")
def test_classifier_gives_probabilities(classifier_graph, classified_modes):
    fresh, modes = classifier_graph.seen["fresh"], classified_modes.seen
    for seen, shape in ((fresh, (5, 3)), (modes["quiet"], (8, 4)), (modes["unsaid"][0], (8, 2))):
        assert_shape(seen, shape, what="the output")
        assert np.min(seen) >= 0, "some probabilities are negative"
        assert_close(
            np.sum(seen, axis=-1), np.ones(shape[0], "float32"), atol=1e-4, what="the sum of the probabilities"
        )


@check(
    "classifier_on",
    points=0.5,
    hint="The mean of the base's map over its places, one dense layer, a softmax: nothing before, between or behind.",
)
def test_classifier_pools_and_scores(classifier_graph):
    seen, expected = classifier_graph.seen["ours"], classifier_graph.expected["ours"]
    assert_shape(seen, expected.shape, what="the output, with weights of our own in the head,")
    assert_close(
        logs(seen),
        logs(expected),
        atol=2e-3,
        what="(the logarithm of) the output, with weights of our own in the head,",
    )


@check(
    "classifier_on", points=0.4, hint="Only the kernel and the bias of the head train; the base is frozen throughout."
)
def test_classifier_trains_the_head_alone(classified):
    assert classified.seen["frozen"] is True, "some weights of the base are trainable"
    seen, expected = classified.seen["trains"], classified.expected["trains"]
    assert seen == expected, f"the trainable weights have the shapes {seen}, which are not those of the head"


@check(
    "classifier_on",
    points=0.5,
    hint="Training mode must not reach the batch normalization of a frozen base, neither what it computes nor what it remembers.",
)
def test_classifier_keeps_the_base_in_inference_mode(classified_modes):
    seen = classified_modes.seen
    quiet, trained = logs(seen["quiet"]), logs(seen["trained"])
    assert_close(
        trained, quiet, atol=2e-3, what="(the logarithm of) the output in training mode, and in inference mode,"
    )
    assert not any(seen["moved"]), "a call in training mode changes weights of the base"
    quiet, unsaid = (logs(output) for output in seen["unsaid"])
    assert_close(
        unsaid, quiet, atol=2e-3, what="(the logarithm of) the output when no mode is given, and in inference,"
    )


@check("classifier_on", points=0.15, hint="The base that is passed in becomes a part of the model, with its weights.")
def test_classifier_uses_the_base(classified):
    assert classified.seen["uses"] is True, "the model does not contain the weights of the base that was passed in"
    assert classified.seen["kept"] is True, "the weights of the base have changed"


@check("classifier_on", points=0.1, hint="A subclassed model has no weights of its own before it has seen an input.")
def test_classifier_is_built(classified):
    assert classified.seen["built"] == classified.expected["built"], "the model is not built: it lacks weights"


@check("classifier_on", points=0.05, hint="Keras should know all weights, and the model run on any device.")
def test_classifier_runs_anywhere(classifier_graph):
    assert not classifier_graph.seen["untracked"], "Keras does not know of some variables of the model"
    problems = classifier_graph.seen["problems"]
    assert not problems, f"this cannot run on any GPU: {', '.join(problems)}"


# bottleneck_features


@observe
def pooled(learner, noise, images):
    """Features of many numbers of images; whatever would trace a graph for each of them runs eagerly instead."""
    import tensorflow as tf

    with running_eagerly():
        base = small_base(noise)
        counter = base.get_layer("given_counter")
        start = base.get_weights()
        open_layers = [layer.trainable for layer in (base, *base.layers)]

        def run(n, *size):
            counter.total.assign(0)
            counter.largest.assign(0)
            features = attempt(learner.bottleneck_features, base, images[:n].copy(), *size)
            return {"features": features, "total": int(counter.total), "largest": int(counter.largest)}

        sizes = {
            "even": (6, 3),
            "uneven": (7, 3),
            "one by one": (2, 1),
            "larger": (5, 8),
            "single": (1, 4),
            "default": (35,),
        }
        found = {name: run(*size) for name, size in sizes.items()}
        tensor = attempt(learner.bottleneck_features, base=base, images=tf.constant(images[:4]), batch_size=3)
        double = attempt(learner.bottleneck_features, base, images[:4].astype("float64"), 3)
        given = images[:4].copy()
        attempt(learner.bottleneck_features, base, given, 3)
    return {
        "found": {**found, "tensor": {"features": tensor}, "float64": {"features": double}},
        "given": given,
        "kept": not any(moved(start, base.get_weights())),
        "switched": open_layers != [layer.trainable for layer in (base, *base.layers)],
    }


@observe
def pooled_modal(learner, noise, images):
    base = small_base(noise, modal=True, stats=True)
    start = base.get_weights()
    features = attempt(learner.bottleneck_features, base, images[:7].copy(), 3)
    return {"features": features, "moved": moved(start, base.get_weights())}


def compare_features(pooled: Any, names: tuple[str, ...], what: str) -> None:
    for name in names:
        seen = value_of(pooled.seen["found"][name]["features"], what)
        assert_close(seen, pooled.expected["found"][name]["features"]["value"], atol=1e-4, what=what)


@check("bottleneck_features", points=0.4, hint="The mean of the map over its height and width: one number per channel.")
def test_features_are_means_over_places(pooled):
    compare_features(pooled, ("even", "one by one"), "the features")


@check(
    "bottleneck_features",
    points=0.25,
    hint="The last batch may be smaller than the others, and the only one may be smaller than batch_size.",
)
def test_features_of_every_image(pooled):
    compare_features(pooled, ("uneven", "larger", "default"), "the features of batches that do not divide")


@check("bottleneck_features", points=0.1, hint="One image gives a matrix with one row.")
def test_features_of_a_single_image(pooled):
    compare_features(pooled, ("single",), "the features of a single image")


@check(
    "bottleneck_features",
    points=0.3,
    hint="Features are looked up, not learned: the base runs in inference mode, though it may not be frozen.",
)
def test_features_in_inference_mode(pooled_modal):
    seen = value_of(pooled_modal.seen["features"], "bottleneck_features")
    expected = pooled_modal.expected["features"]["value"]
    assert_close(seen, expected, atol=1e-4, what="the features of a base that behaves differently in training")
    assert not any(pooled_modal.seen["moved"]), "the moving statistics of the base have changed"


@check(
    "bottleneck_features",
    points=0.15,
    hint="batch_size limits how many images are run at a time; it is 32 unless given.",
)
def test_features_in_batches(pooled):
    for name, size in (("even", 3), ("uneven", 3), ("one by one", 1), ("default", 32)):
        value_of(pooled.seen["found"][name]["features"], "bottleneck_features")
        largest = pooled.seen["found"][name]["largest"]
        assert 0 < largest <= size, f"the base was run on {largest} images at once, with a batch size of {size}"


@check("bottleneck_features", points=0.1, hint="The point of it is to run every image through the base only once.")
def test_features_are_computed_once(pooled):
    value_of(pooled.seen["found"]["default"]["features"], "bottleneck_features")
    for name, n, size in (("default", 35, 32), ("uneven", 7, 3)):
        total = pooled.seen["found"][name]["total"]
        filled = -(-n // size) * size  # the last batch may be filled up
        assert n <= total <= filled, f"the base was run on {total} images, for {n} in batches of {size}"


@check(
    "bottleneck_features",
    points=0.2,
    hint="Images may be a tensor, or of another precision; features are float32; neither the base nor the images are changed.",
)
def test_features_of_tensors(pooled, images):
    compare_features(pooled, ("tensor", "float64"), "the features of other forms of input")
    for name in ("even", "single", "tensor", "float64"):
        seen = value_of(pooled.seen["found"][name]["features"], "bottleneck_features")
        assert_dtype(seen, "float32", what="the features")
    assert np.array_equal(pooled.seen["given"], images[:4]), "the images that were passed in have changed"
    assert pooled.seen["kept"] is True, "the base was changed"
    assert pooled.seen["switched"] is False, "the base was changed: some layers of it were frozen or unfrozen"


# unfreeze_top


@observe
def unfrozen(learner, noise, images):
    base = deep_base(noise)
    start = base.get_weights()

    def run(n_layers, switch):
        switch()
        returned = attempt(learner.unfreeze_top, base, n_layers)
        found = {
            "returned": returned,
            "trains": training_flags(base),
            "kept": not any(moved(start, base.get_weights())),
        }
        if n_layers in (1, 5, 6):
            base.set_weights(start)
            base(images[:4], training=True)
            found["moved"] = moved(start, base.get_weights())
        return found

    def opened():
        base.trainable = False  # Keras hands down a change, not a repetition
        base.trainable = True

    def closed():
        base.trainable = True
        base.trainable = False

    found = {str(n): run(n, opened if n % 2 else closed) for n in range(7)}
    found |= {"3, frozen": run(3, closed), "4, open": run(4, opened), "0, open": run(0, opened)}
    closed()
    found["keywords"] = {
        "returned": attempt(learner.unfreeze_top, base=base, n_layers=3),
        "trains": training_flags(base),
    }
    too_many = {n: attempt(learner.unfreeze_top, base, n) for n in (7, 100)}
    row = rows_of_layers()
    every = {"returned": attempt(learner.unfreeze_top, row, 3), "trains": training_flags(row)}
    before = row.get_weights()
    row(images[:4, :4, :4], training=True)
    every["moved"] = moved(before, row.get_weights())
    return {"found": found, "too many": too_many, "every": every, "paths": [weight.path for weight in base.weights]}


@observe
def unfrozen_statistics(learner):
    """A batch normalization that has weights, but nothing to train, is the last layer."""
    import keras

    layers = [keras.layers.Dense(3), keras.layers.Dense(3), keras.layers.BatchNormalization(center=False, scale=False)]
    base = keras.Sequential([keras.Input((3,)), *layers])
    return {"returned": attempt(learner.unfreeze_top, base, 2), "trains": training_flags(base)}


def compare_tops(unfrozen: Any, names: tuple[str, ...], only: str = "") -> None:
    """The right weights train, of those whose path contains `only`."""
    for name in names:
        seen, expected = unfrozen.seen["found"][name], unfrozen.expected["found"][name]
        value_of(seen["returned"], f"unfreeze_top(base, {name})")
        rows = zip(unfrozen.expected["paths"], seen["trains"], expected["trains"], strict=True)
        for path, flag, wanted in rows:
            if only in path:
                assert flag == wanted, (
                    f"with n_layers = {name}, {path} {'trains' if flag else 'does not train'}, and should"
                    f"{'' if wanted else ' not'}"
                )


@check(
    "unfreeze_top",
    points=0.55,
    hint="Count only the layers that have weights, from the end; everything below them is frozen.",
)
def test_unfreeze_the_last_layers(unfrozen, unfrozen_statistics):
    compare_tops(unfrozen, ("2", "3", "keywords"))
    value_of(unfrozen_statistics.seen["returned"], "unfreeze_top of a base with statistics alone in its last layer")
    assert unfrozen_statistics.seen["trains"] == unfrozen_statistics.expected["trains"], (
        "other weights train than should, where the last layer is a batch normalization with statistics alone"
    )


@check(
    "unfreeze_top",
    points=0.4,
    hint="Batch normalization counts, but its gamma, its beta and its statistics stay as they are: what is it, by its type?",
)
def test_unfreeze_leaves_batch_normalization_frozen(unfrozen):
    compare_tops(unfrozen, ("1", "2", "5", "6"), "stats")
    for name in ("1", "5", "6"):
        assert not any(unfrozen.seen["found"][name]["moved"]), "moving statistics change in training mode"
    assert not any(unfrozen.seen["every"]["moved"]), "moving statistics of a Sequential base change in training mode"


@check(
    "unfreeze_top",
    points=0.4,
    hint="A model within the base is one layer: it trains as a whole or not at all, but for its batch normalization.",
)
def test_unfreeze_nested_models(unfrozen):
    compare_tops(unfrozen, ("3", "4", "5"), "inner")
    compare_tops(unfrozen, ("4", "5", "6"))


@check("unfreeze_top", points=0.25, hint="What is layers[-0:]? With 0, nothing trains.")
def test_unfreeze_nothing(unfrozen):
    compare_tops(unfrozen, ("0", "0, open"))
    for name in ("0", "0, open"):
        returned = value_of(unfrozen.seen["found"][name]["returned"], "unfreeze_top(base, 0)")
        assert is_int(returned), "unfreeze_top(base, 0) does not return an integer"
        assert int(returned) == 0, "unfreeze_top(base, 0) does not return 0"


@check(
    "unfreeze_top",
    points=0.3,
    hint="How many numbers will the optimizer change? Count parameters, not arrays or layers.",
)
def test_unfreeze_returns_the_number_of_parameters(unfrozen):
    for name, seen in unfrozen.seen["found"].items():
        returned = value_of(seen["returned"], "unfreeze_top")
        assert is_int(returned), "unfreeze_top does not return an integer"
        expected = unfrozen.expected["found"][name]["returned"]["value"]
        assert int(returned) == int(expected), (
            "unfreeze_top returns another number than that of the trainable parameters"
        )


@check("unfreeze_top", points=0.25, hint="The base may come frozen or open: afterwards exactly the top is open.")
def test_unfreeze_from_any_state(unfrozen):
    compare_tops(unfrozen, ("3", "3, frozen", "4", "4, open"))


@check("unfreeze_top", points=0.2, hint="Compare n_layers with how many layers with weights the base has.")
def test_unfreeze_too_many(unfrozen):
    for case in unfrozen.seen["too many"].values():
        assert_raised(case, "ValueError", what="unfreeze_top with more layers than the base has")


@check(
    "unfreeze_top", points=0.1, hint="All the layers there are, is not too many. Does every base list an input layer?"
)
def test_unfreeze_all(unfrozen):
    compare_tops(unfrozen, ("6",))
    seen, expected = unfrozen.seen["every"], unfrozen.expected["every"]
    returned = value_of(seen["returned"], "unfreeze_top of all layers of a Sequential base")
    assert seen["trains"] == expected["trains"], "of a Sequential base other weights train than should"
    assert returned == expected["returned"]["value"], "of a Sequential base another number of parameters is returned"


@check("unfreeze_top", points=0.05, hint="To unfreeze is to turn a switch: what the weights hold stays.")
def test_unfreeze_keeps_the_weights(unfrozen):
    for case in unfrozen.seen["found"].values():
        assert case.get("kept", True) is True, "unfreeze_top changes the weights of the base"


# transfer


@pytest.fixture(scope="module")
def toys(run_seed: int) -> dict[str, np.ndarray]:
    """Images of three classes that differ in their mean, to learn from and to validate on.

    One image to validate on is there three times, as one of each class: of 7 neither all nor none are told rightly, so
    that the accuracy is never that of the 13 to learn from.
    """
    draw = generator(run_seed, "toys")
    y, y_val = draw.permutation(np.arange(13) % 3), draw.permutation(np.arange(7) % 3)

    def drawn(labels: np.ndarray) -> np.ndarray:
        return draw.normal(labels.reshape(-1, 1, 1, 1) - 1, 1.5, (len(labels), 6, 6, 1)).astype("float32")

    x, x_val = drawn(y), drawn(y_val)
    thrice = [y_val.tolist().index(label) for label in range(3)]
    x_val[thrice] = x_val[thrice[0]]
    return {"x": x, "y": y.astype("int64"), "x_val": x_val, "y_val": y_val}


def toy_base(noise: np.ndarray, stats_last: bool) -> Any:
    """Two convolutions, each with statistics behind it or before it: four layers with weights.

    Its features are small, and none is rare: of large ones a head is so sure that Keras cuts the loss off, and nothing moves.
    """
    import keras
    from keras import layers

    x = inputs = keras.Input((6, 6, 1))
    for name, filters in (("low", 3), ("high", 4)):
        pair = [
            layers.Conv2D(filters, 3, padding="same", name=f"given_{name}"),
            layers.BatchNormalization(momentum=0.7, name=f"given_{name}_stats"),
        ]
        for layer in pair if stats_last else pair[::-1]:
            x = layer(x)
    base = filled(keras.Model(inputs, layers.LeakyReLU(0.2)(x), name="base"), np.clip(noise, -1.5, 1.5))
    for weight in base.layers[-2].trainable_weights:
        weight.assign(0.2 * weight)
    return base


def watched(
    learner: Any,
    noise: np.ndarray,
    toys: dict[str, np.ndarray],
    epochs: tuple[int, int],
    n_layers: int,
    stats_last: bool = True,
    n_classes: int = 3,
    counting: bool = False,
) -> Any:
    """One call of `transfer`, with notes on every `compile` and `fit` while it runs, and on the model returned.

    Steps run eagerly: for a few of them that is cheaper than to trace graphs. Only with `counting` do the examples come
    one by one, so as to count which of them were drawn: that is slower.
    """
    import inspect

    import keras
    import tensorflow as tf

    base = toy_base(noise, stats_last)
    start = base.get_weights()
    drawn = set()

    def examples():
        for number, example in enumerate(zip(toys["x"], toys["y"], strict=True)):
            drawn.add(number)
            yield example

    if counting:
        one = tf.TensorSpec(toys["x"].shape[1:], tf.float32), tf.TensorSpec((), tf.int64)
        data = tf.data.Dataset.from_generator(examples, output_signature=one)
        data = data.apply(tf.data.experimental.assert_cardinality(len(toys["y"])))
    else:
        data = tf.data.Dataset.from_tensor_slices((toys["x"], toys["y"]))
    data = data.batch(8)
    validation = tf.data.Dataset.from_tensor_slices((toys["x_val"], toys["y_val"])).batch(4)
    fits, compiled = [], {}
    fit, compile_ = keras.Model.fit, keras.Model.compile

    def rate(model):
        return float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))

    def open_weights(model):
        trainable = {id(weight) for weight in model.trainable_weights}
        return [id(weight) in trainable for weight in base.weights]

    def head(model):
        inside = {id(weight) for weight in base.weights}
        return [weight.numpy() for weight in model.weights if id(weight) not in inside]

    class Rates(keras.callbacks.Callback):
        """Notes the learning rate of every step: schedules may warm up, and callbacks of the learner's may change it."""

        def __init__(self, classifier):
            super().__init__()
            self.classifier, self.noted = classifier, []

        def on_train_batch_begin(self, batch, logs=None):
            self.noted.append(rate(self.classifier))

    def noted_fit(model, *arguments, **options):
        rates = Rates(model)
        row = {"open": open_weights(model), "rates": rates.noted, "before": base.get_weights(), "head": [head(model)]}
        row["rates around"] = [rate(model)]
        own = model.get_weights()
        fits.append(row)
        call = inspect.signature(fit).bind(model, *arguments, **options)
        given = call.arguments.get("callbacks")
        if isinstance(given, keras.callbacks.CallbackList):
            given.append(rates)
        else:
            call.arguments["callbacks"] = [*keras.tree.flatten(given or []), rates]
        result = fit(*call.args, **call.kwargs)
        row["rates around"].append(rate(model))
        row["after"] = base.get_weights()
        row["head"].append(head(model))
        row["learned"] = any(moved(own, model.get_weights()))
        row["history"] = {key: [float(value) for value in values] for key, values in result.history.items()}
        return result

    def noted_compile(model, *arguments, **options):
        compiled[id(model)] = open_weights(model)
        return compile_(model, *arguments, **options)

    with running_eagerly():
        keras.Model.fit, keras.Model.compile = noted_fit, noted_compile
        try:
            model, history = learner.transfer(base, data, validation, n_classes, *epochs, n_layers)
        finally:
            del keras.Model.fit, keras.Model.compile
    return {
        "history": history,
        "fits": fits,
        "drawn": len(drawn),
        "start": start,
        "end": base.get_weights(),
        "compiled": bool(model.compiled),
        "as compiled": compiled.get(id(model)) == open_weights(model),
        "predicted": model(toys["x_val"], training=False),
    }


@observe
def both_stages(learner, noise, toys):
    return watched(learner, noise, toys, (2, 1), n_layers=2)


@observe
def head_stage(learner, noise, toys):
    return watched(learner, noise, toys, (1, 0), n_layers=2, stats_last=False, counting=True)


@observe
def tune_stage(learner, noise, toys):
    return watched(learner, noise, toys, (0, 1), n_layers=4, counting=True)


@observe
def closed_stage(learner, noise, toys):
    """One image that is of one class of two to learn from, and of the other one to validate on.

    The better it is learned, the worse is the validation, from the first step on.
    """
    image = toys["x"][:1]
    data = {"x": image, "y": toys["y"][:1] * 0, "x_val": image, "y_val": toys["y_val"][:1] * 0 + 1}
    return watched(learner, noise, data, (4, 4), n_layers=0, n_classes=2)


def stages(seen: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The calls of `fit` with the base frozen, and those with a part of it open."""
    run = [row for row in seen["fits"] if any(row.get("history", {}).values())]
    return [row for row in run if not any(row["open"])], [row for row in run if any(row["open"])]


def measurements(fits: list[dict[str, Any]], key: str) -> list[list[float]]:
    """What all the calls of `fit` together recorded under a key, or under any name that an accuracy may go by."""
    rows = [row.get("history", {}) for row in fits]
    names = {name for row in rows for name in row if name.startswith("val_") == key.startswith("val_")}
    names = {key} if "loss" in key else {name for name in names if "loss" not in name}
    return [[value for row in rows for value in row.get(name, [])] for name in names]


def lengths(history: Any) -> Any:
    """How many values there are for every key."""
    assert isinstance(history, dict), "the second result is not a dict"
    for key in KEYS:
        assert key in history, f"the history has no {key!r}"
        assert isinstance(history[key], list | tuple | np.ndarray), f"history[{key!r}] is not a list"
    return {key: len(history[key]) for key in KEYS}


@check(
    "transfer",
    points=0.4,
    hint="Two calls of fit return a history each, of all the epochs asked for; the lists of the second one go behind those of the first.",
)
def test_history_covers_both_stages(both_stages, closed_stage):
    seen = lengths(both_stages.seen["history"])
    assert seen == dict.fromkeys(KEYS, 3), f"with 2 + 1 epochs the history holds {seen} values"
    seen = lengths(closed_stage.seen["history"])
    assert seen == dict.fromkeys(KEYS, 8), f"with 4 + 4 epochs that do not get better the history holds {seen} values"


@check("transfer", points=0.3, hint="What the history says of an epoch is what was measured in it, in order.")
def test_history_is_what_was_measured(both_stages, toys):
    history, fits = both_stages.seen["history"], both_stages.seen["fits"]
    assert all(lengths(history).values()), "a list of the history is empty"
    for key in KEYS:
        seen = np.float64(history[key])
        measured = [np.float64(values) for values in measurements(fits, key)]
        assert any(
            seen.shape == values.shape and np.allclose(seen, values, rtol=1e-4, atol=1e-5) for values in measured
        ), f"history[{key!r}] is not what fit returned"
    predicted = both_stages.seen["predicted"]
    accuracy = np.mean(predicted.argmax(axis=-1) == toys["y_val"])
    assert_close(np.float64(history["val_accuracy"][-1]), np.float64(accuracy), atol=1e-3, what="the last val_accuracy")


@check(
    "transfer",
    points=0.4,
    hint="In the first stage the base is frozen: not a weight of it moves, and no moving statistic.",
)
def test_head_comes_first(both_stages, head_stage):
    for observed in (both_stages, head_stage):
        fits = [row for row in observed.seen["fits"] if any(row.get("history", {}).values())]
        assert fits, "nothing was trained by model.fit"
        assert not any(fits[0]["open"]), "in the first stage some weights of the base train"
        for row in stages(observed.seen)[0]:
            assert not any(moved(row["before"], row["after"])), "the first stage changes weights of the base"
        assert not any(moved(observed.seen["start"], fits[0]["before"])), "the base has changed before the training"
    assert not any(moved(head_stage.seen["start"], head_stage.seen["end"])), "without fine-tuning, the base has changed"


@check(
    "transfer",
    points=0.15,
    hint="The second stage goes on with the head of the first one, and trains it together with the top of the base.",
)
def test_head_goes_on(both_stages):
    head, tune = stages(both_stages.seen)
    assert head, "there is no stage with the base frozen"
    assert tune, "there is no stage with a part of the base unfrozen"
    learned, taken = head[-1]["head"][-1], tune[0]["head"][0]
    for weight in taken:
        assert any(np.array_equal(weight, one) for one in learned), "the second stage starts with another head"
    for row in tune:
        assert any(moved(*row["head"])), "the second stage does not train the head"


@check("transfer", points=0.1, hint="An epoch goes through all of the training data.")
def test_trains_on_every_image(head_stage, tune_stage):
    for observed in (head_stage, tune_stage):
        assert observed.seen["drawn"] == observed.expected["drawn"], "some training images are never looked at"


@check("transfer", points=0.2, hint="The first stage trains the head: what does fit change in it?")
def test_head_learns(both_stages):
    head, _ = stages(both_stages.seen)
    assert head, "there is no stage with the base frozen"
    assert all(row["learned"] for row in head), "the first stage changes no weight"
    assert sum(len(row["history"]["loss"]) for row in head) == 2, "the first stage has not as many epochs as asked for"


@check(
    "transfer",
    points=0.4,
    hint="What was unfrozen trains only after another compile: the top of the base has to move in the second stage.",
)
def test_tuning_moves_the_top(both_stages, tune_stage):
    for observed in (both_stages, tune_stage):
        seen, expected = (moved(side["start"], side["end"]) for side in (observed.seen, observed.expected))
        assert all(one for one, wanted in zip(seen, expected, strict=True) if wanted), (
            "the top of the base has not moved"
        )


@check(
    "transfer",
    points=0.35,
    hint="Below the last n_layers layers nothing moves, and batch normalization moves nowhere, statistics included.",
)
def test_tuning_moves_the_top_alone(both_stages, tune_stage, closed_stage):
    for observed in (both_stages, tune_stage):
        seen, expected = (moved(side["start"], side["end"]) for side in (observed.seen, observed.expected))
        assert any(seen), "nothing of the base has moved"
        assert not any(one for one, wanted in zip(seen, expected, strict=True) if not wanted), (
            "fine-tuning changes weights of the base that should be frozen"
        )
    closed = closed_stage.seen
    assert not any(moved(closed["start"], closed["end"])), "with n_layers = 0, fine-tuning changes weights of the base"


@check(
    "transfer",
    points=0.3,
    hint="Compare the two learning rates: small corrections of good weights need the smaller one.",
)
def test_tuning_is_gentle(both_stages):
    head, tune = stages(both_stages.seen)
    assert head, "there is no stage with the base frozen"
    assert tune, "there is no stage with a part of the base unfrozen"
    (first, second), around = (
        [max((value for row in fits for value in row[rates]), default=0.0) for fits in (head, tune)]
        for rates in ("rates", "rates around")
    )
    assert max(second, around[1]) > 0, "the second stage has a learning rate of 0"
    assert any(0 < fast <= 0.1001 * usual for usual, fast in ((first, second), around)), (
        f"the second stage learns too fast: at a rate of up to {second:.2g}, and the first one at up to {first:.2g}"
    )


@check(
    "transfer",
    points=0.25,
    hint="A stage of 0 epochs leaves nothing in the history, and Keras' own lacks its keys then.",
)
def test_stages_of_no_epochs(head_stage, tune_stage):
    for observed, name in ((head_stage, "1 + 0"), (tune_stage, "0 + 1")):
        seen = lengths(observed.seen["history"])
        assert seen == dict.fromkeys(KEYS, 1), f"with {name} epochs the history holds {seen} values"


@check("transfer", points=0.15, hint="Return the model as it is after its last compile: turn no switch afterwards.")
def test_model_is_as_last_compiled(both_stages, head_stage, tune_stage):
    for observed in (both_stages, head_stage, tune_stage):
        assert observed.seen["compiled"] is True, "the model that is returned is not compiled"
        assert observed.seen["as compiled"] is True, "switches were turned after the last compile"
        assert_shape(observed.seen["predicted"], (7, 3), what="the output of the model")
