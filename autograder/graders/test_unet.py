"""Hidden checks of topic 17: the blocks of a U-Net, the whole network, soft Dice, masks in batches."""

from __future__ import annotations

import re
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
    lead,
    observe,
    shared_weights,
    value_of,
)


def by_shape(table: dict[str, np.ndarray]) -> Any:
    """Weights for `GraphModel.with_weights`, looked up by shape (axes of 1 aside), so that their order does not matter.

    A weight of a shape that no right model has keeps its own values.
    """

    def value(_: int, row: dict[str, Any]) -> Any:
        return np.reshape(table.get(shape_key(row["shape"]), row["value"]), row["shape"])

    return value


def shape_key(shape: Any) -> str:
    """`(1, 1, 16, 4)` and `(16, 4)` are both weights of a 1×1 convolution: "16x4"."""
    return "x".join(str(side) for side in shape if side != 1)


def fits(shapes: list[Any], expected: list[Any]) -> bool:
    """Whether static shapes are the expected ones as far as they are known; what comes out has a shape in any case."""
    return len(shapes) == len(expected) and all(
        len(one) == len(other) and all(side in (None, wanted) for side, wanted in zip(one, other, strict=True))
        for one, other in zip(shapes, expected, strict=True)
    )


def kernel(draw: np.random.Generator, *shape: int) -> np.ndarray:
    """A random kernel that keeps the signal alive through relus; the first two axes are the window."""
    inputs = shape[-1] if shape[:2] == (2, 2) else np.prod(shape[:-1])  # a transposed one has its inputs at the end
    return (draw.normal(size=shape) * np.sqrt(2 / inputs)).astype("float32")


def keyed(*arrays: np.ndarray) -> dict[str, np.ndarray]:
    return {shape_key(array.shape): array for array in arrays}


def assert_weights(graph: Any, what: str) -> None:
    """As many weights of the same shapes as the reference has."""
    seen, expected = graph.seen["weights"], graph.expected["weights"]
    assert len(seen) == len(expected), f"{what} has {len(seen)} weight arrays, not the number asked for"
    assert seen == expected, f"{what} has weights of other shapes than asked for"


def assert_learns(graph: Any, what: str) -> None:
    """Keras knows all variables of the graph, and all of them train."""
    assert not graph.seen["untracked"], f"Keras does not know of some variables of {what}: they would never learn"
    assert not graph.seen["unused"], f"some weights of {what} have no influence on its result"
    assert not graph.seen["frozen"], f"some weights of {what} do not learn"


def facts(model: Any) -> dict[str, Any]:
    """What an exported graph tells without running it."""
    rows = model.weights
    return {
        "shapes": model.output_shapes(),
        "params": model.count_params(),
        "weights": sorted(shape_key(row["shape"]) for row in rows),
        "untracked": model.untracked(),
        "unused": model.unused(),
        "frozen": [row["path"] for row in rows if row["tracked"] and not row["trainable"]],
    }


def lively(*shape: int) -> np.ndarray:
    """An image that sets off every layer."""
    return np.random.default_rng(17).normal(size=shape).astype("float32")


def assert_same_in_training(plain: Any, trained: Any, what: str) -> None:
    """`plain` is what a live model gave, `trained` its attempt in training mode."""
    trained = value_of(trained, f"{what} in training mode")
    assert_close(trained, plain, what=f"the result of {what} in training mode, compared with that in inference mode,")


# encoder_block


@pytest.fixture(scope="module")
def encoder_weights(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "encoder weights")
    return keyed(kernel(draw, 3, 3, 3, 5), kernel(draw, 3, 3, 5, 5), draw.normal(size=5).astype("float32") / 3)


@pytest.fixture(scope="module")
def encoder_inputs(run_seed: int) -> np.ndarray:
    """Two images, the second one large: a relu has no upper end."""
    images = generator(run_seed, "encoder inputs").normal(size=(2, 8, 12, 3))
    return (images * np.reshape([1, 10], (2, 1, 1, 1))).astype("float32")


@observe
def encoded(learner):
    import keras

    x = keras.Input((8, 12, 3))
    skip, down = learner.encoder_block(x, 5)
    model = keras.Model(x, [skip, down])
    images = lively(2, 8, 12, 3)
    alike = keras.Input((4, 4, 4))  # as many channels as filters: still two convolutions
    return {
        "model": export(model),
        "plain": model(images),
        "in training": attempt(model, images, training=True),
        "alike": sorted(shape_key(w.shape) for w in keras.Model(alike, learner.encoder_block(alike, 4)).weights),
    }


@observe
def encoded_twice(learner):
    import keras

    x = keras.Input((8, 16, 3))
    skip, down = learner.encoder_block(x=x, filters=3)
    alike, below = learner.encoder_block(down, filters=3)  # of the same sizes: layers that are shared would fit
    deeper, bottom = learner.encoder_block(below, filters=4)
    return {"weights": sorted(shape_key(w.shape) for w in keras.Model(x, [skip, alike, deeper, bottom]).weights)}


@evaluate
def encoder_graph(encoded, encoder_inputs, encoder_weights):
    model = encoded["model"]
    skip, down = model.with_weights(by_shape(encoder_weights))(encoder_inputs)
    return {**facts(model), "skip": skip, "down": down}


@check(
    "encoder_block",
    points=0.25,
    hint="Two results: the skip has the height and width of the input, what goes down has half of them.",
)
def test_encoder_shapes(encoder_graph):
    seen, expected = encoder_graph.seen["shapes"], encoder_graph.expected["shapes"]
    assert fits(seen, expected), f"(skip, down) have the shapes {seen}, which are not the ones asked for"


@check("encoder_block", points=0.25, hint="Two convolutions, both 3×3, both with a bias and with `filters` filters.")
def test_encoder_weights(encoded, encoder_graph):
    assert_weights(encoder_graph, "encoder_block")
    assert encoded.seen["alike"] == encoded.expected["alike"], (
        "where x has `filters` channels already, encoder_block has other weights than asked for"
    )


@check(
    "encoder_block",
    points=0.45,
    hint="Each of the two convolutions is padded to the same size and followed by a relu; the skip is what both have made.",
)
def test_encoder_skip(encoder_graph):
    seen, expected = encoder_graph.seen["skip"], encoder_graph.expected["skip"]
    assert_close(seen, expected, atol=1e-4, what="the skip, with weights of our own in both convolutions,")


@check("encoder_block", points=0.25, hint="What goes down is the largest value of each 2×2 window of the skip itself.")
def test_encoder_pools_the_skip(encoder_graph):
    skip, down = encoder_graph.seen["skip"], encoder_graph.seen["down"]
    assert_shape(skip, encoder_graph.expected["skip"].shape, what="the skip")
    n, h, w, c = skip.shape
    maxima = skip.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4))
    assert_close(down, maxima, what="the map that goes down, compared with the maxima of the skip,")
    assert np.ptp(skip) > 0, "the skip is the same everywhere, whatever the input"


@check(
    "encoder_block",
    points=0.1,
    hint="Only convolutions and a pooling: nothing that acts in training only, such as dropout.",
)
def test_encoder_is_the_same_in_training(encoded):
    assert_same_in_training(encoded.seen["plain"], encoded.seen["in training"], "encoder_block")


@check("encoder_block", points=0.1, hint="Leave all layers trainable, and let Keras know of them.")
def test_encoder_learns(encoder_graph):
    assert_learns(encoder_graph, "encoder_block")


@check(
    "encoder_block",
    points=0.1,
    hint="A network has several levels: each call makes layers of its own, under names that do not collide.",
)
def test_encoder_twice_in_one_model(encoded_twice):
    assert encoded_twice.seen == encoded_twice.expected, (
        "two encoder blocks in one model do not have weights of their own"
    )


# decoder_block


@pytest.fixture(scope="module")
def decoder_weights(run_seed: int) -> dict[str, dict[str, np.ndarray]]:
    """For x of 5 channels, a skip of 7 and 3 filters: for both orders of the concatenation, and plain transport.

    With "transport" and a skip of zeros the result is the enlarged x, lifted by each bias, in either order.
    """
    draw = generator(run_seed, "decoder weights")
    up, joined, last = kernel(draw, 2, 2, 3, 5), kernel(draw, 3, 3, 10, 3), kernel(draw, 3, 3, 3, 3)
    bias = draw.normal(size=3).astype("float32") / 3
    through = np.zeros((3, 3, 10, 3), "float32")
    through[1, 1, :3] = through[1, 1, 7:] = np.eye(3)
    identity = np.zeros((3, 3, 3, 3), "float32")
    identity[1, 1] = np.eye(3)
    return {
        "x first": keyed(up, joined, last, bias),
        "skip first": keyed(up, np.roll(joined, 7, axis=2), last, bias),
        "transport": keyed(up, through, identity, np.float32([1, 1.5, 2])),
    }


@pytest.fixture(scope="module")
def decoder_inputs(run_seed: int) -> list[np.ndarray]:
    """x, a skip, and another of each."""
    draw = generator(run_seed, "decoder inputs")
    large = np.reshape([1, 10], (2, 1, 1, 1))
    return [(large * draw.normal(size=shape)).astype("float32") for shape in 2 * ((2, 4, 6, 5), (2, 8, 12, 7))]


@observe
def decoded(learner):
    import keras
    import tensorflow as tf

    x, skip = keras.Input((4, 6, 5)), keras.Input((8, 12, 7))
    model = keras.Model([x, skip], learner.decoder_block(x, skip, 3))
    given = [tf.constant(lively(2, 4, 6, 5)), tf.constant(lively(2, 8, 12, 7))]
    with tf.GradientTape() as tape:
        tape.watch(given)
        result = model(given)
    return {
        "model": export(model),
        "plain": result,
        "in training": attempt(model, given, training=True),
        "gradients": dict(zip(("x", "skip"), tape.gradient(result, given), strict=True)),
    }


@observe
def decoded_twice(learner):
    import keras

    given = [keras.Input(shape) for shape in ((2, 1, 4), (4, 2, 3), (8, 4, 3), (16, 8, 3))]
    x, deep, middle, shallow = given
    x = learner.decoder_block(x=x, skip=deep, filters=4)
    x = learner.decoder_block(x, middle, filters=4)  # of the same sizes: layers that are shared would fit
    model = keras.Model(given, learner.decoder_block(x, shallow, filters=2))
    return {"weights": sorted(shape_key(w.shape) for w in model.weights)}


@evaluate
def decoder_graph(decoded, decoder_inputs, decoder_weights):
    model = decoded["model"]
    x, skip, other_x, other_skip = decoder_inputs
    transported = model.with_weights(by_shape(decoder_weights["transport"]))(x, np.zeros_like(skip))
    skip_first = model.with_weights(by_shape(decoder_weights["skip first"]))(x, skip)
    ours = model.with_weights(by_shape(decoder_weights["x first"]))
    return {
        **facts(model),
        "enlarged": transported,
        "x first": ours(x, skip),
        "skip first": skip_first,
        "other x": ours(other_x, skip),
        "other skip": ours(x, other_skip),
    }


@check("decoder_block", points=0.25, hint="The result has the height and width of the skip, and `filters` channels.")
def test_decoder_shape(decoder_graph):
    seen, expected = decoder_graph.seen["shapes"], decoder_graph.expected["shapes"]
    assert fits(seen, expected), f"the result has the shape {seen}, which is not the one asked for"


@check(
    "decoder_block",
    points=0.3,
    hint="A 2×2 transposed convolution and two 3×3 convolutions, all with bias and `filters` filters; the first 3×3 one reads x and skip side by side.",
)
def test_decoder_weights(decoder_graph):
    assert_weights(decoder_graph, "decoder_block")


@check(
    "decoder_block",
    points=0.45,
    hint="Each pixel of x becomes a 2×2 block of its own, by a linear map: no activation and no overlap.",
)
def test_decoder_enlarges_linearly(decoder_graph):
    seen, expected = decoder_graph.seen["enlarged"], decoder_graph.expected["enlarged"]
    assert_close(seen, expected, atol=2e-4, what="the enlarged x, carried through both convolutions,")


@check(
    "decoder_block",
    points=0.45,
    hint="Concatenate along the channels, then two convolutions, each padded to the same size and followed by a relu.",
)
def test_decoder_mixes(decoder_graph):
    expected = decoder_graph.expected["x first"]
    seen = [decoder_graph.seen[order] for order in ("x first", "skip first")]
    fits = [np.shape(one) == expected.shape and np.allclose(one, expected, atol=2e-4, rtol=1e-3) for one in seen]
    if not any(fits):  # in neither order of the concatenation
        assert_close(seen[0], expected, atol=2e-4, what="the result, with weights of our own,")


@check(
    "decoder_block",
    points=0.25,
    hint="Both must reach the result: what comes from below, and the skip. What is learned goes back on both ways.",
)
def test_decoder_uses_x_and_skip(decoded, decoder_graph):
    seen = decoder_graph.seen
    for name in ("x", "skip"):
        moved = np.abs(seen[f"other {name}"] - seen["x first"]).max()
        assert moved > 1e-3, f"the result does not depend on {name}"
        gradient = decoded.seen["gradients"][name]
        assert gradient is not None and np.any(gradient), f"no gradient goes back from the result to {name}"


@check(
    "decoder_block",
    points=0.1,
    hint="Only convolutions and a concatenation: nothing that acts in training only, such as dropout.",
)
def test_decoder_is_the_same_in_training(decoded):
    assert_same_in_training(decoded.seen["plain"], decoded.seen["in training"], "decoder_block")


@check("decoder_block", points=0.1, hint="Every layer of the block trains, the transposed convolution too.")
def test_decoder_learns(decoder_graph):
    assert_learns(decoder_graph, "decoder_block")


@check("decoder_block", points=0.1, hint="One block per level: layers of one call must not collide with another's.")
def test_decoder_twice_in_one_model(decoded_twice):
    assert decoded_twice.seen == decoded_twice.expected, (
        "two decoder blocks in one model do not have weights of their own"
    )


# unet


def unet_weights(
    draw: np.random.Generator, channels: int, outputs: int, base: int, depth: int
) -> dict[str, np.ndarray]:
    """Random weights for every shape of a U-Net.

    Those that read a concatenation treat both halves alike: then its order does not matter.
    """
    arrays = []
    for level in range(depth + 1):
        filters = base * 2**level
        below = channels if level == 0 else filters // 2
        arrays += [kernel(draw, 3, 3, below, filters), kernel(draw, 3, 3, filters, filters)]
        arrays += [draw.normal(size=filters).astype("float32") / 3]
        if level < depth:
            half = kernel(draw, 3, 3, filters, filters) / np.sqrt(2)
            arrays += [kernel(draw, 2, 2, filters, 2 * filters), np.concatenate([half, half], axis=2)]
    head, start = kernel(draw, base, outputs), draw.normal(size=outputs)
    for weights in (head, start):
        weights[..., 0] = -np.abs(weights[..., 0])  # it reads what relu leaves: this output is below zero everywhere
    arrays += [head, start]
    return keyed(*(array.astype("float32") for array in arrays))


@pytest.fixture(scope="module")
def small_weights(run_seed: int) -> dict[str, np.ndarray]:
    return unet_weights(generator(run_seed, "small weights"), channels=2, outputs=3, base=5, depth=3)


@pytest.fixture(scope="module")
def scenes(run_seed: int) -> np.ndarray:
    large = np.reshape(np.float32([1, 10]), (2, 1, 1, 1))
    return large * generator(run_seed, "scenes").random((2, 24, 40, 2), dtype="float32")


@observe
def large_unet(learner):
    import tensorflow as tf

    model = learner.unet((64, 64, 3), 3)
    return {"built": len(model.weights), "model": export(model, tf.TensorSpec((None, 64, 64, 3)))}


@observe
def small_unet(learner):
    import tensorflow as tf

    model = learner.unet(input_shape=(24, 40, 2), n_classes=2, base_filters=5, depth=3)
    return {"built": len(model.weights), "model": export(model, tf.TensorSpec((None, 24, 40, 2)))}


@evaluate
def large_graph(large_unet):
    model = large_unet["model"]
    return {**facts(model), "problems": model.gpu_problems() + model.pinned_devices()}


@evaluate
def small_graph(small_unet, small_weights, scenes):
    """Logits with weights of our own; and with nothing coming up from below level 0, 1 and 2."""
    model = small_unet["model"]
    ours = model.with_weights(by_shape(small_weights))
    found = {**facts(model), "logits": ours(scenes), "single": attempt(ours, scenes[:1])}
    for level, (filters, below) in enumerate(((5, 10), (10, 20), (20, 40))):
        cut = {**small_weights, shape_key((2, 2, filters, below)): np.zeros((2, 2, filters, below), "float32")}
        found[f"cut {level}"] = model.with_weights(by_shape(cut))(scenes)
    return found


@observe
def other_unets(learner):
    """Other depths, filters, sizes and classes; positional and by name."""
    shapes = {
        "depth 4, sides of 16 and 48": (((16, 48, 2), 1, 2, 4), {}),
        "depth 1, 258 filters": (((2, 2, 1), 1), {"depth": 1, "base_filters": 258}),
        "depth 1, sides of 6 and 10": (((6, 10, 3), 4), {"depth": 1, "base_filters": 5}),
    }
    found = {}
    for name, ((shape, *others), options) in shapes.items():
        model = learner.unet(shape, *others, **options)
        image = lively(1, *shape)
        logits = model(image)
        found[name] = {
            "logits": logits,
            "weights": sorted(shape_key(weight.shape) for weight in model.weights),
            "in training": attempt(model, image, training=True),
        }
    return {"models": found, "shared": shared_weights(learner.unet(shape, *others, **options), model)}


@observe
def refusals(learner):
    cases = {
        "height": (((60, 64, 3), 3), {}),
        "width": (((64, 100, 3), 3), {}),
        "odd": (((64, 65, 3), 3), {}),
        "smaller": (((64, 4, 1), 1), {}),
        "depth 4": (((64, 72, 3), 3), {"depth": 4, "base_filters": 2}),
        "depth 2": (((62, 64, 1), 3), {"depth": 2, "base_filters": 2}),
        "depth 1": (((64, 31, 1), 3), {"depth": 1, "base_filters": 2}),
    }

    def build(arguments, options):
        learner.unet(*arguments, **options)
        return "a model"

    return {name: attempt(build, *case) for name, case in cases.items()}


@check("unet", points=0.4, hint="Count level by level: `model.summary()` shows where yours differs from the lesson.")
def test_unet_parameters(large_graph):
    seen = large_graph.seen["params"]
    assert seen == large_graph.expected["params"], f"the model has {seen:,} parameters, not the number in the lesson"
    assert_weights(large_graph, "unet")


@check(
    "unet",
    points=0.3,
    hint="One logit per pixel for every class, and one for the background.",
)
def test_unet_scores_classes_and_background(large_graph, small_graph):
    for graph in (large_graph, small_graph):
        seen = graph.seen["shapes"]
        assert fits(seen, graph.expected["shapes"]), f"the output has the shape {seen}, which is not the one asked for"


@check("unet", points=0.2, hint="The last layer ends in logits: any real numbers. What limits the range of yours?")
def test_unet_returns_logits(small_graph):
    seen = np.asarray(small_graph.seen["logits"])
    assert seen.dtype.name == "float32", f"the output is {seen.dtype.name}, not float32"
    assert seen.min() < 0, "the output is never negative, whatever the weights"
    assert not np.allclose(seen.sum(axis=-1), 1, atol=1e-3), "the scores of each pixel add up to 1"


@check(
    "unet",
    points=0.5,
    hint="Follow one pixel through the network: which layers have a relu, which skip meets which level, what is at the bottom?",
)
def test_unet_logits(small_graph):
    seen, expected = small_graph.seen["logits"], small_graph.expected["logits"]
    assert_close(seen, expected, atol=5e-4, rtol=1e-3, what="the output of a small U-Net, with our weights,")


@check(
    "unet",
    points=0.4,
    hint="Cut off what comes from below, and the image must still arrive over the skips, with all of its detail.",
)
def test_unet_skips_carry_the_detail(small_graph):
    for level in (0, 1, 2):
        seen, expected = small_graph.seen[f"cut {level}"], small_graph.expected[f"cut {level}"]
        what = f"the output when nothing comes up from below level {level}"
        assert_close(seen, expected, atol=5e-4, rtol=1e-3, what=what)
        assert np.abs(seen - small_graph.seen["logits"]).max() > 1e-3, f"nothing comes up from below level {level}"
        assert np.abs(seen[0] - seen[1]).max() > 1e-3, f"{what}, does not depend on the image"


@check(
    "unet",
    points=0.4,
    hint="Other depths, filters, sizes and numbers of classes: no number in the code may follow from the arguments.",
)
def test_unet_other_settings(other_unets):
    for name, expected in other_unets.expected["models"].items():
        seen = other_unets.seen["models"][name]
        shape = np.shape(seen["logits"])
        assert shape == np.shape(expected["logits"]), f"with {name} the logits have shape {shape}"
        assert seen["weights"] == expected["weights"], (
            f"with {name} the model has weights of other shapes than asked for"
        )


@check("unet", points=0.1, hint="Only the layers of the lesson: nothing that acts in training only, such as dropout.")
def test_unet_is_the_same_in_training(other_unets):
    for found in other_unets.seen["models"].values():
        assert_same_in_training(found["logits"], found["in training"], "unet")


@check("unet", points=0.3, hint="Each of the two sides has to survive all the halvings without a remainder.")
def test_unet_refuses_sides(refusals):
    for name, case in refusals.seen.items():
        assert_raised(case, "ValueError", what=f"unet with sides that do not fit ({name})")


@check("unet", points=0.15, hint="The message of the ValueError names the number that sides must be divisible by.")
def test_unet_names_the_number(refusals):
    for name, number, power in (("height", 8, 3), ("width", 8, 3), ("depth 4", 16, 4), ("depth 2", 4, 2)):
        case = refusals.seen[name]
        assert_raised(case, "ValueError", what=f"unet with sides that do not fit ({name})")
        sign = r"\^|\*\*|(raised )?to the (power( of)?)?|,|的"
        as_power = rf"(?<![\d.])2\s*({sign})\s*[({{]?\s*({power}\b|{power}\s*次|depth)"
        assert re.search(rf"(?<![\d.]){number}(\.0+)?(?!\d|\.\d)|{as_power}|2[²³⁴]", case["message"]), (
            f"the message does not say what the sides must be divisible by: {case['message']!r}"
        )


@check("unet", points=0.1, hint="All the weights of the network learn, and Keras must know of them.")
def test_unet_learns(large_graph, small_graph):
    for graph in (large_graph, small_graph):
        assert_learns(graph, "unet")


@check(
    "unet",
    points=0.15,
    hint="Each call returns a new model, which has its weights already and takes any number of images on any device.",
)
def test_unet_is_ready(large_graph, small_graph, large_unet, small_unet, other_unets):
    for observed in (large_unet, small_unet):
        assert observed.seen["built"] == observed.expected["built"], "the model has no weights before it is called"
    assert not other_unets.seen["shared"], (
        "a second call with the same arguments returns the weights of the first model"
    )
    assert not large_graph.seen["problems"], f"this cannot run on any GPU: {', '.join(large_graph.seen['problems'])}"
    single = value_of(small_graph.seen["single"], "the model on a single image")
    expected = small_graph.expected["single"]["value"]
    assert_shape(single, expected.shape, what="the output for a single image")


# dice_loss


@pytest.fixture(scope="module")
def segmentations(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray, int]]:
    """Name -> (masks, logits, n_classes)."""
    draw = generator(run_seed, "segmentations")

    def random(shape: tuple[int, ...], n_classes: int, low: int = 0, high: int | None = None) -> Any:
        top = n_classes if high is None else high
        masks = draw.integers(low, top + 1, shape)
        masks.reshape(-1)[: top + 1 - low] = np.arange(low, top + 1)  # each occurs
        return masks.astype("int32"), 2 * draw.normal(size=(*shape, n_classes + 1)).astype("float32"), n_classes

    def sure(masks: np.ndarray, n_classes: int) -> np.ndarray:
        return (1000 * np.eye(n_classes + 1)[masks] - 500).astype("float32")

    several = random((2, 5, 7), 3)
    unlike = random((3, 4, 6), 2)
    unlike[0][0], unlike[0][1] = 0, 1
    unlike[0][2, :3] = 2
    unlike[1][0] *= 4
    rare = random((1, 9, 10), 1)
    rare[0][...] = 0
    rare[0][0, 3, 4:6] = 1
    absent = random((2, 4, 5), 4, high=2)
    absent[1][..., 3:] = -2000
    middle = random((2, 4, 5), 3)
    middle[0][middle[0] == 1] = 3
    middle[1][..., 1] = -2000
    without = random((2, 4, 5), 2, low=1)
    without[1][..., 0] = -2000
    empty = np.zeros((2, 3, 4), "int32")
    few = np.zeros((1, 2, 2), "int32")
    little = np.log(np.float32([1, 2.5e-5])) * np.ones((1, 2, 2, 2), "float32")
    many = np.zeros((1, 64, 64), "int32")
    unsure = np.tile(np.float32([30, 0]), (1, 64, 64, 1))
    unsure[0, 9, 17, 0] = np.log(19)
    return {
        "several": several,
        "one image": random((1, 6, 3), 3),
        "two classes": random((2, 3, 8), 1),
        "shifted": (several[0], several[1] + draw.normal(size=(2, 5, 7, 1)).astype("float32") * 30, 3),
        "unlike": unlike,
        "rare": rare,
        "inside": random((2, 4, 6), 2, low=1),
        "only predicted": random((2, 4, 4), 3, high=1),
        "absent": absent,
        "absent in the middle": middle,
        "no background": without,
        "perfect": (several[0], sure(several[0], 3), 3),
        "perfect, classes absent": (unlike[0], sure(unlike[0], 5), 5),
        "perfect, nothing there": (empty, sure(empty, 3), 3),
        "all wrong": (several[0], sure((several[0] + 1) % 4, 3), 3),
        "large": (several[0], several[1] * 5000, 3),
        "little": (few, little, 1),
        "one unsure pixel": (many, unsure, 1),
    }


@observe
def dices(learner, segmentations):
    import tensorflow as tf

    found = {
        name: attempt(learner.dice_loss, tf.constant(masks), tf.constant(logits), n_classes)
        for name, (masks, logits, n_classes) in segmentations.items()
    }
    masks, logits, n = segmentations["several"]
    found["arrays"] = attempt(learner.dice_loss, masks=masks.copy(), logits=logits.copy(), n_classes=n)
    found["lists"] = attempt(learner.dice_loss, masks.tolist(), logits.tolist(), n)
    found["float64"] = attempt(learner.dice_loss, tf.constant(masks, tf.int64), tf.constant(logits, tf.float64), n)
    found["float16"] = attempt(learner.dice_loss, masks.astype("int64"), logits.astype("float16"), n)
    given = masks.copy(), logits.copy()
    attempt(learner.dice_loss, *given, n)
    return {"losses": found, "given": given}


@observe
def dice_gradients(learner, segmentations):
    import tensorflow as tf

    found = {}
    for name in ("several", "unlike"):
        masks, logits, n_classes = segmentations[name]
        logits = tf.constant(logits)
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = tf.convert_to_tensor(learner.dice_loss(tf.constant(masks), logits, n_classes))
        found[name] = tape.gradient(loss, logits)
    return found


def compare_losses(dices: Any, names: tuple[str, ...], what: str) -> None:
    for name in names:
        seen = value_of(dices.seen["losses"][name], what)
        assert_close(seen, dices.expected["losses"][name]["value"], atol=2e-5, what=what)


@check(
    "dice_loss",
    points=0.4,
    hint="Per class: twice the sum of p·g over the sum of p plus the sum of g. No squares, no argmax; then 1 minus the mean.",
)
def test_dice_is_soft(dices):
    compare_losses(dices, ("several", "one image", "two classes"), "the Dice loss")


@check(
    "dice_loss",
    points=0.2,
    hint="Probabilities come from a softmax over the channels: adding a number to all logits of a pixel changes nothing.",
)
def test_dice_takes_the_softmax(dices):
    compare_losses(dices, ("shifted", "large"), "the Dice loss of large logits")


@check(
    "dice_loss",
    points=0.2,
    hint="All n_classes + 1 classes count alike in the mean, the background and the rare ones too.",
)
def test_dice_counts_every_class(dices):
    compare_losses(dices, ("rare", "inside", "only predicted", "all wrong"), "the Dice loss of uneven classes")


@check("dice_loss", points=0.3, hint="Add up over the whole batch before you divide, once for every class.")
def test_dice_pools_the_batch(dices):
    compare_losses(dices, ("unlike",), "the Dice loss of a batch of unlike images")


@check(
    "dice_loss",
    points=0.3,
    hint="0/0: nothing was there, nothing was claimed. What does the smoothing make of it, in numerator and denominator?",
)
def test_dice_of_absent_classes(dices):
    compare_losses(dices, ("absent", "absent in the middle", "no background"), "the Dice loss where a class is absent")


@check("dice_loss", points=0.25, hint="A perfect and confident prediction leaves nothing to improve.")
def test_dice_of_perfect_predictions(dices):
    for name in ("perfect", "perfect, classes absent", "perfect, nothing there"):
        seen = value_of(dices.seen["losses"][name], "the Dice loss of a perfect prediction")
        assert_close(seen, np.float32(0), atol=2e-6, what="the Dice loss of a perfect prediction")


@check("dice_loss", points=0.2, hint="A large smoothing hides the error of a class with few pixels: keep it tiny.")
def test_dice_smoothing_is_tiny(dices):
    for name, least in (("little", 0.49), ("one unsure pixel", 0.499)):
        seen = value_of(dices.seen["losses"][name], "the Dice loss of a class that is absent")
        assert_shape(seen, (), what="the Dice loss")
        loss, right = float(seen), float(dices.expected["losses"][name]["value"])
        assert loss <= 0.501, f"the Dice loss of a class that is absent is {loss:.4f}, not {right:.4f}"
        assert least <= loss, (
            f"a class that is absent, but predicted with a small probability, costs too little: {loss:.4f}, not {right:.4f}"
        )


@check(
    "dice_loss", points=0.2, hint="A loss is there to be differentiated: only TensorFlow operations, nothing rounded."
)
def test_dice_has_a_gradient(dice_gradients):
    for name, expected in dice_gradients.expected.items():
        seen = dice_gradients.seen[name]
        assert seen is not None, "there is no gradient with respect to the logits"
        assert_close(seen, expected, atol=1e-6, rtol=1e-3, what="the gradient with respect to the logits")


@check(
    "dice_loss",
    points=0.2,
    hint="Arrays, lists, masks of int64, logits of any precision: the result is one float32 number, and nothing given is changed.",
)
def test_dice_takes_what_tensors_are_made_of(dices, segmentations):
    compare_losses(dices, ("arrays", "lists", "float64", "float16"), "the Dice loss of other forms of input")
    for name in ("several", "arrays", "float64", "float16"):
        seen = dices.seen["losses"][name]["value"]
        if not isinstance(seen, float):
            assert_dtype(seen, "float32", what="the Dice loss")
    for one, other in zip(dices.seen["given"], segmentations["several"], strict=False):
        assert np.array_equal(one, other), "an array that was passed in has changed"


# predict_masks


@pytest.fixture(scope="module")
def photos(run_seed: int, score_weights: list[np.ndarray]) -> np.ndarray:
    """Every other one has large logits, which a sigmoid could not tell apart; none has a pixel of two likely classes."""
    draw, (kernel, bias) = generator(run_seed, "photos"), score_weights
    images = draw.normal(size=(35, 3, 5, 2))
    images[::2] *= 40
    while True:
        doubtful = lead(images @ kernel + bias) < 1e-3
        if not doubtful.any():
            return images.astype("float32")
        images[doubtful] = draw.normal(size=images[doubtful].shape)


@pytest.fixture(scope="module")
def score_weights(run_seed: int) -> list[np.ndarray]:
    """Four channels that look in four directions, so that each is the highest somewhere."""
    draw = generator(run_seed, "score weights")
    angles = draw.uniform(0, 2 * np.pi) + draw.permutation(4) * np.pi / 2
    kernel = np.stack([np.cos(angles), np.sin(angles)]) * draw.uniform(0.8, 1.2, size=4)
    return [kernel.astype("float32"), draw.normal(size=4).astype("float32") / 4]


def scorer(score_weights: list[np.ndarray], modal: bool) -> Any:
    """A model of as many classes as there are biases, which remembers the largest batch it was run on.

    With `modal` it sees negatives in training mode.
    """
    import keras
    import tensorflow as tf

    class Scorer(keras.Model):
        def __init__(self):
            super().__init__()
            self.scores = keras.layers.Dense(len(score_weights[1]))
            self.largest = tf.Variable(0, trainable=False)

        def call(self, images, training=False):
            self.largest.assign(tf.maximum(self.largest, tf.shape(images)[0]))
            return self.scores(-images if modal and training else images)

    model = Scorer()
    model(np.zeros((1, 3, 5, 2), "float32"))
    model.scores.set_weights(score_weights)
    return model


@observe
def predictions(learner, photos, score_weights):
    import tensorflow as tf

    model = scorer(score_weights, modal=False)
    found = {}
    for name, n, size in (("even", 6, 3), ("uneven", 7, 3), ("one by one", 3, 1), ("larger", 5, 8), ("single", 1, 4)):
        model.largest.assign(0)
        found[name] = {"masks": attempt(learner.predict_masks, model, photos[:n].copy(), size)}
        found[name]["largest"] = int(model.largest)
    for name, size in (("default", ()), ("thirty-two", (32,))):
        model.largest.assign(0)
        masks = attempt(learner.predict_masks, model, photos.copy(), *size)
        found[name] = {"masks": masks, "largest": int(model.largest)}
    # scores of two classes that are often both positive or both negative, from a model that is ready to be trained
    binary = scorer([np.float32([[3, 3], [1, -1]]), np.zeros(2, "float32")], modal=False)
    binary.compile("sgd", "mse")
    optimizer = binary.optimizer
    found["two classes"] = {"masks": attempt(learner.predict_masks, binary, photos[:5].copy(), 5)}
    given = photos[:4].copy()
    found["tensor"] = {
        "masks": attempt(learner.predict_masks, model=model, images=tf.constant(photos[:4]), batch_size=3)
    }
    found["float64"] = {"masks": attempt(learner.predict_masks, model, photos[:4].astype("float64"), 3)}
    attempt(learner.predict_masks, model, given, 3)
    trainable = sum(bool(weight.trainable) for weight in model.scores.weights)
    kept = binary.optimizer is optimizer
    return {"found": found, "given": given, "trainable": trainable, "optimizer kept": kept}


@observe
def modal_predictions(learner, photos, score_weights):
    return {"masks": attempt(learner.predict_masks, scorer(score_weights, modal=True), photos[:5].copy(), 2)}


def compare_predictions(predictions: Any, names: tuple[str, ...], what: str) -> None:
    for name in names:
        seen = value_of(predictions.seen["found"][name]["masks"], what)
        assert_close(seen, predictions.expected["found"][name]["masks"]["value"], what=what)


@check("predict_masks", points=0.3, hint="For every pixel the number of the channel with the highest logit.")
def test_masks_are_the_most_likely_classes(predictions):
    compare_predictions(predictions, ("even", "one by one", "two classes"), "the masks")


@check(
    "predict_masks",
    points=0.25,
    hint="The last batch may be smaller than the others, and the only one may be smaller than batch_size.",
)
def test_masks_of_every_image(predictions):
    compare_predictions(predictions, ("uneven", "larger", "default"), "the masks of batches that do not divide")


@check("predict_masks", points=0.1, hint="One image is a batch of one: its axis stays.")
def test_masks_of_a_single_image(predictions):
    compare_predictions(predictions, ("single",), "the mask of a single image")


@check("predict_masks", points=0.2, hint="Which integer type do class masks have in this course, and which has argmax?")
def test_masks_are_int32(predictions):
    for name in ("even", "single", "default"):
        seen = value_of(predictions.seen["found"][name]["masks"], "predict_masks")
        assert_dtype(seen, "int32", what="the masks")


@check("predict_masks", points=0.2, hint="Dropout and batch normalization must know that the training is over.")
def test_masks_in_inference_mode(modal_predictions):
    seen = value_of(modal_predictions.seen["masks"], "predict_masks")
    expected = modal_predictions.expected["masks"]["value"]
    assert_close(seen, expected, what="the masks of a model that behaves differently in training")


@check(
    "predict_masks",
    points=0.15,
    hint="batch_size limits how many images the model sees at a time; it is 32 unless given.",
)
def test_masks_in_batches(predictions):
    for name, size in (("even", 3), ("uneven", 3), ("one by one", 1), ("default", 32)):
        value_of(predictions.seen["found"][name]["masks"], "predict_masks")
        largest = predictions.seen["found"][name]["largest"]
        assert 0 < largest <= size, f"the model was run on {largest} images at once, with a batch size of {size}"
    default, given = (predictions.seen["found"][name]["largest"] for name in ("default", "thirty-two"))
    assert default == given, "without a batch_size the batches are others than with one of 32"


@check("predict_masks", points=0.05, hint="Images may be a tensor, or of another precision, and stay as they were.")
def test_masks_of_tensors(predictions, photos):
    compare_predictions(predictions, ("tensor", "float64"), "the masks of other forms of input")
    assert np.array_equal(predictions.seen["given"], photos[:4]), "the images that were passed in have changed"
    assert predictions.seen["trainable"] == predictions.expected["trainable"], (
        "the model was changed: it trains no more"
    )
    assert predictions.seen["optimizer kept"], (
        "the model was changed: it has lost the optimizer that it was compiled with"
    )
