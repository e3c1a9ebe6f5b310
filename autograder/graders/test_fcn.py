"""Hidden checks of topic 16: upsampling, unpooling, bilinear kernels, skip connections, FCNs, mask metrics, regions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_shape,
    attempt,
    check,
    evaluate,
    generator,
    is_int,
    observe,
    shared_weights,
    value_of,
)
from autograder.cleanroom import export


def by_shape(table: dict[str, np.ndarray]) -> Any:
    """Weights for `GraphModel.with_weights`, looked up by shape (axes of 1 aside), so that their order does not matter.

    A weight of a shape that no right model has keeps its own values.
    """

    def value(_: int, row: dict[str, Any]) -> Any:
        return np.reshape(table.get(shape_key(row["shape"]), row["value"]), row["shape"])

    return value


def shape_key(shape: Any) -> str:
    """`(1, 1, 128, 4)` and `(128, 4)` are both weights of a 1×1 convolution: "128x4"."""
    return "x".join(str(side) for side in shape if side != 1)


def weights_of_shapes(draw: np.random.Generator, shapes: list[tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Random weights of a size that keeps the signal alive through relus and long kernels."""
    table = {}
    for shape in shapes:
        stride = shape[0] // 2 if len(shape) == 4 and shape[0] % 2 == 0 else 1
        inputs = np.prod(shape[:-1]) / stride**2 if len(shape) > 1 else 4
        table[shape_key(shape)] = (draw.normal(size=shape) * np.sqrt(2 / inputs)).astype("float32")
    return table


def assert_value(seen: Any, expected: Any, what: str) -> None:
    """A scalar: a float32 tensor, or a Python float."""
    assert_close(seen, expected, what=what)
    assert isinstance(seen, float) or seen.dtype.name == "float32", f"{what} is {seen.dtype.name}, not float32"


# Upsampling


@pytest.fixture(scope="module")
def maps(run_seed: int) -> dict[str, tuple[np.ndarray, int]]:
    draw = generator(run_seed, "maps")
    sizes = {
        "batch": ((2, 4, 4, 3), 2),
        "large": ((1, 3, 3, 2), 8),
        "three": ((2, 4, 4, 1), 3),
        "five": ((1, 3, 3, 2), 5),
        "one": ((2, 3, 3, 2), 1),
        "wide": ((2, 3, 7, 2), 2),
        "tall": ((1, 6, 2, 3), 4),
        "pixel": ((1, 1, 1, 2), 4),
        "image": ((5, 3, 2), 2),
        "small image": ((1, 2, 1), 3),
    }
    return {name: (draw.normal(size=shape).astype("float32"), factor) for name, (shape, factor) in sizes.items()}


def enlarged(function: Any, maps: Any) -> dict[str, Any]:
    """One of the two functions on all maps, on other precisions and on lists, and an argument afterwards."""
    import tensorflow as tf

    found = {name: attempt(function, tf.constant(x), factor) for name, (x, factor) in maps.items()}
    x, factor = maps["wide"]
    found["float64"] = attempt(function, tf.constant(x, tf.float64), factor)
    found["float16"] = attempt(function, tf.constant(x.astype("float16")), factor)
    found["lists"] = attempt(function, x.tolist(), factor)
    found["numpy"] = attempt(function, x=x.copy(), factor=factor)
    unchanged = maps["one"][0]  # a factor of 1 leaves nothing to do but the conversion
    found["float64, by 1"] = attempt(function, tf.constant(unchanged, tf.float64), 1)
    found["numpy, by 1"] = attempt(function, unchanged.astype("float64"), 1)
    given = x.copy()
    attempt(function, given, factor)
    return {"results": found, "given": given}


@observe
def nearest(learner, maps):
    return enlarged(learner.upsample_nearest, maps)


@observe
def bilinear(learner, maps):
    return enlarged(learner.upsample_bilinear, maps)


def compare_maps(observed: Any, names: tuple[str, ...], what: str, inside: int = 0) -> None:
    rows = slice(inside, -inside or None)
    for name in names:
        expected = observed.expected["results"][name]["value"]
        seen = value_of(observed.seen["results"][name], what)
        assert_shape(seen, np.shape(expected), what=what)
        if inside:
            seen, expected = seen[:, rows, rows], expected[:, rows, rows]
        assert_close(seen, expected, what=what)


@check(
    "upsample_nearest",
    points=0.25,
    hint="By nearest neighbor every pixel becomes a block of factor × factor equal pixels.",
)
def test_nearest_repeats_pixels(nearest):
    compare_maps(nearest, ("batch",), "a batch enlarged twice by nearest neighbor")


@check(
    "upsample_nearest",
    points=0.1,
    hint="Nearest neighbor: which old pixel's square contains the center of the new pixel? Rounding to a whole index can go to the wrong side.",
)
def test_nearest_any_factor(nearest):
    compare_maps(nearest, ("three", "five", "large", "one"), "the enlargement by 1, 3, 5 or 8 by nearest neighbor")


@check(
    "upsample_bilinear",
    points=0.25,
    hint="A pixel's value belongs to its center: new pixel i lies at (i + 1/2) / factor - 1/2 in the old image.",
)
def test_bilinear_half_pixel_centers(bilinear):
    compare_maps(bilinear, ("batch",), "the inside of a batch enlarged twice bilinearly", inside=1)


@check(
    "upsample_bilinear",
    points=0.2,
    hint="Beyond the outermost pixel centers there is no second neighbor: the edge pixel is repeated.",
)
def test_bilinear_repeats_edges(bilinear):
    compare_maps(bilinear, ("batch", "large"), "the border of a batch enlarged bilinearly")


@check(
    "upsample_bilinear",
    points=0.1,
    hint="Bilinear weights depend on the factor; try 1, which changes nothing, and an odd one, where some new centers meet old ones.",
)
def test_bilinear_any_factor(bilinear):
    compare_maps(bilinear, ("three", "five", "one"), "the bilinear enlargement by 1, 3 or 5")


@check("upsample_nearest", points=0.2, hint="Images need not be square: height and width have an axis each.")
def test_upsampling_height_and_width(nearest, bilinear):
    compare_maps(nearest, ("wide", "tall"), "a batch that is not square, by nearest neighbor")
    compare_maps(bilinear, ("wide", "tall"), "a batch that is not square, bilinearly")


@check(
    "upsample_nearest",
    points=0.15,
    hint="One image has three axes, a batch four. Where are height and width, counted from the end?",
)
def test_upsampling_one_image(nearest, bilinear):
    compare_maps(nearest, ("image", "small image"), "one image (h, w, c), by nearest neighbor")
    compare_maps(bilinear, ("image", "small image"), "one image (h, w, c), bilinearly")


@check(
    "upsample_nearest",
    points=0.05,
    hint="An image of a single pixel can be enlarged, too: it has no neighbors but itself.",
)
def test_upsampling_one_pixel(nearest, bilinear):
    compare_maps(nearest, ("pixel",), "an image of one pixel, by nearest neighbor")
    compare_maps(bilinear, ("pixel",), "an image of one pixel, bilinearly")


@check(
    "upsample_nearest",
    points=0.15,
    hint="Floating input of any precision, arrays and nested lists are fine, and the result is float32.",
)
def test_upsampling_takes_what_tensors_are_made_of(nearest, bilinear):
    names = ("float64", "float16", "lists", "numpy", "float64, by 1", "numpy, by 1")
    for observed, how in ((nearest, "by nearest neighbor"), (bilinear, "bilinearly")):
        compare_maps(observed, names, f"an array, list or other precision enlarged {how}")
        for name in ("batch", "float64", "float16", "lists", "float64, by 1", "numpy, by 1"):
            assert_dtype(observed.seen["results"][name]["value"], "float32", what=f"the enlargement {how}")


@check("upsample_nearest", points=0.05, hint="A function leaves the arrays it is given as they were.")
def test_upsampling_keeps_its_input(nearest, bilinear, maps):
    for observed in (nearest, bilinear):
        enlarged_maps = value_of(observed.seen["results"]["wide"], "the enlargement")
        assert_shape(enlarged_maps, observed.expected["results"]["wide"]["value"].shape, what="the enlarged batch")
        assert np.array_equal(observed.seen["given"], maps["wide"][0]), "the image that was passed in has changed"


# Unpooling


@pytest.fixture(scope="module")
def to_pool(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "to pool")
    shapes = {
        "image": (1, 4, 6, 1),
        "channels": (1, 4, 4, 3),
        "batch": (3, 4, 6, 2),
        "odd": (2, 5, 7, 2),
        "odd height": (2, 3, 4, 1),
        "pixel": (1, 1, 1, 1),
    }
    inputs = {name: np.abs(draw.normal(size=shape)).astype("float32") + 0.1 for name, shape in shapes.items()}
    return {**inputs, "negative": -inputs["batch"]}


@observe
def unpooled(learner, to_pool):
    import tensorflow as tf

    def pooled(x):
        return tf.nn.max_pool_with_argmax(x, 2, 2, "SAME", include_batch_in_index=True)

    found = {name: attempt(learner.max_unpool, *pooled(x), tuple(x.shape)) for name, x in to_pool.items()}
    x = to_pool["batch"]
    maxima, indices = pooled(x)
    forms = {
        "a list": list(x.shape),
        "an int32 tensor": tf.shape(x),
        "an int64 tensor": tf.constant(x.shape, tf.int64),
        "a TensorShape": tf.constant(x).shape,
    }
    shapes = {name: attempt(learner.max_unpool, maxima, indices, shape) for name, shape in forms.items()}
    inputs = {
        "float64": attempt(learner.max_unpool, tf.cast(maxima, tf.float64), indices, tuple(x.shape)),
        "float16": attempt(learner.max_unpool, tf.cast(maxima, tf.float16), indices, tuple(x.shape)),
        "arrays": attempt(learner.max_unpool, maxima.numpy(), indices.numpy(), output_shape=tuple(x.shape)),
        "lists": attempt(learner.max_unpool, maxima.numpy().tolist(), indices.numpy().tolist(), tuple(x.shape)),
    }
    given = (maxima.numpy().copy(), indices.numpy().copy())
    attempt(learner.max_unpool, *given, tuple(x.shape))
    same = np.array_equal(given[0], maxima.numpy()) and np.array_equal(given[1], indices.numpy())
    return {"results": found, "shapes": shapes, "inputs": inputs, "unchanged": bool(same)}


def compare_unpooled(unpooled: Any, group: str, names: Any, what: str) -> None:
    for name in names:
        expected = unpooled.expected[group][name]["value"]
        assert_close(value_of(unpooled.seen[group][name], what), expected, atol=1e-6, what=what)


@check(
    "max_unpool",
    points=0.25,
    hint="The index is the position in the flattened output: put each maximum there, zeros elsewhere, then reshape.",
)
def test_unpool_one_image(unpooled):
    compare_unpooled(unpooled, "results", ("image", "channels", "pixel"), "one unpooled image")


@check("max_unpool", points=0.2, hint="With include_batch_in_index=True the indices count on from image to image.")
def test_unpool_a_batch(unpooled):
    compare_unpooled(unpooled, "results", ("batch",), "an unpooled batch")


@check(
    "max_unpool",
    points=0.2,
    hint="A side of 5 pools to 3, padded same: the output has the shape that was asked for, not twice the pooled one.",
)
def test_unpool_odd_sizes(unpooled):
    compare_unpooled(unpooled, "results", ("odd", "odd height"), "an unpooled batch with odd sides")


@check("max_unpool", points=0.15, hint="A maximum may be negative. It goes back to its place as it is.")
def test_unpool_negative_maxima(unpooled):
    compare_unpooled(unpooled, "results", ("negative",), "an unpooled batch of negative values")


@check("max_unpool", points=0.1, hint="The output's shape may come as a tuple, a list or a tensor of integers.")
def test_unpool_output_shape(unpooled):
    for name in unpooled.expected["shapes"]:
        compare_unpooled(unpooled, "shapes", (name,), f"the result for an output_shape given as {name}")


@check(
    "max_unpool",
    points=0.1,
    hint="Maxima of any floating precision, arrays and lists are fine; the result is float32, and the inputs stay as they were.",
)
def test_unpool_takes_what_tensors_are_made_of(unpooled):
    compare_unpooled(
        unpooled, "inputs", ("float64", "float16", "arrays", "lists"), "the result for other forms of input"
    )
    for name in ("float64", "float16", "arrays"):
        assert_dtype(unpooled.seen["inputs"][name]["value"], "float32", what="the unpooled batch")
    assert unpooled.seen["unchanged"], "the arrays that were passed in have changed"


# Bilinear kernels


@observe
def kernels(learner):
    cases = [(2, 1), (4, 1), (8, 1), (2, 4), (4, 3), (16, 2), (32, 4), (6, 2)]
    found = {f"{factor}, {channels}": learner.bilinear_kernel(factor, channels) for factor, channels in cases}
    return {**found, "keywords": learner.bilinear_kernel(factor=2, channels=3)}


@check(
    "bilinear_kernel",
    points=0.1,
    hint="Four axes: height and width of 2 · factor each, output channels, input channels.",
)
def test_kernel_shape(kernels):
    for name, expected in kernels.expected.items():
        assert_shape(kernels.seen[name], expected.shape, what=f"bilinear_kernel({name})")


@check(
    "bilinear_kernel",
    points=0.35,
    hint="In one dimension the weights are a tent: what is its middle when there are 2 · factor taps, and how fast does it fall?",
)
def test_kernel_is_a_tent(kernels):
    for name in ("2, 1", "4, 1", "8, 1"):
        assert_close(kernels.seen[name], kernels.expected[name], what=f"bilinear_kernel({name})")


@check("bilinear_kernel", points=0.25, hint="Channel by channel: output channel i takes from input channel i alone.")
def test_kernel_keeps_channels_apart(kernels):
    for name in ("2, 4", "4, 3", "keywords"):
        expected = kernels.expected[name]
        seen = kernels.seen[name]
        assert_shape(seen, expected.shape, what=f"bilinear_kernel({name})")
        mixed = ~np.eye(expected.shape[2], dtype=bool)
        assert not np.any(seen[:, :, mixed]), f"bilinear_kernel({name}) mixes channels"
        own = seen[:, :, ~mixed]
        assert np.all(np.abs(own).sum(axis=(0, 1)) > 0), f"bilinear_kernel({name}) lets nothing of a channel through"
        assert np.allclose(own, own[:, :, :1]), f"bilinear_kernel({name}) does not treat all channels alike"


@check(
    "bilinear_kernel",
    points=0.2,
    hint="The interpolation has to be exact for every even stride, with several channels: compare with upsample_bilinear away from the border.",
)
def test_kernel_any_even_factor(kernels):
    for name in ("4, 3", "16, 2", "32, 4", "6, 2"):
        assert_close(kernels.seen[name], kernels.expected[name], what=f"bilinear_kernel({name})")


@check("bilinear_kernel", points=0.1, hint="Weights are float32, like those of the layers that will hold them.")
def test_kernel_is_float32(kernels):
    for name in ("2, 1", "32, 4"):
        assert_dtype(kernels.seen[name], "float32", what=f"bilinear_kernel({name})")


# Fusing a skip


@pytest.fixture(scope="module")
def fuse_weights(run_seed: int) -> dict[str, np.ndarray]:
    """For n_outputs = 5 with a skip of 7 channels, and for n_outputs = 3 with skips of 6 and 4."""
    shapes = [(7, 5), (5,), (4, 4, 5, 5), (6, 3), (4, 3), (3,), (4, 4, 3, 3)]
    return weights_of_shapes(generator(run_seed, "fuse weights"), shapes)


@pytest.fixture(scope="module")
def fuse_inputs(run_seed: int) -> dict[str, list[np.ndarray]]:
    draw = generator(run_seed, "fuse inputs")

    def arrays(*shapes: tuple[int, ...]) -> list[np.ndarray]:
        return [draw.normal(size=shape).astype("float32") for shape in shapes]

    return {
        "once": arrays((2, 4, 6, 5), (2, 8, 12, 7)),
        "twice": arrays((2, 2, 3, 3), (2, 4, 6, 6), (2, 8, 12, 4)),
    }


@observe
def fused(learner):
    import keras

    deep, shallow = keras.Input((4, 6, 5)), keras.Input((8, 12, 7))
    return {"once": export(keras.Model([deep, shallow], learner.fuse_skip(deep, shallow, 5)))}


@observe
def fused_twice(learner):
    import keras

    deep, middle, shallow = keras.Input((2, 3, 3)), keras.Input((4, 6, 6)), keras.Input((8, 12, 4))
    halfway = learner.fuse_skip(deep=deep, shallow=middle, n_outputs=3)
    model = keras.Model([deep, middle, shallow], learner.fuse_skip(halfway, shallow, n_outputs=3))
    return {"twice": export(model)}


@evaluate
def fused_graph(fused, fuse_inputs, fuse_weights):
    model = fused["once"]
    return {
        "shapes": model.output_shapes(),
        "params": model.count_params(),
        "trainable": model.trainable_params(),
        "untracked": model.untracked(),
        "unused": model.unused(),
        "weights": [{"shape": row["shape"], "value": row["value"]} for row in model.weights],
        "result": model.with_weights(by_shape(fuse_weights))(*fuse_inputs["once"]),
    }


@evaluate
def fused_twice_graph(fused_twice, fuse_inputs, fuse_weights):
    model = fused_twice["twice"]
    return {
        "params": model.count_params(),
        "result": model.with_weights(by_shape(fuse_weights))(*fuse_inputs["twice"]),
    }


@check("fuse_skip", points=0.15, hint="The result has the height and width of the shallow map, and n_outputs channels.")
def test_fuse_shape(fused_graph):
    assert fused_graph.seen["shapes"] == fused_graph.expected["shapes"], (
        f"the result has shape {fused_graph.seen['shapes']}, which is not the one asked for"
    )


@check(
    "fuse_skip",
    points=0.2,
    hint="Two layers have weights: a 1×1 convolution with a bias and a 4×4 transposed convolution without one.",
)
def test_fuse_weights(fused_graph):
    seen = sorted(shape_key(row["shape"]) for row in fused_graph.seen["weights"])
    expected = sorted(shape_key(row["shape"]) for row in fused_graph.expected["weights"])
    assert len(seen) == len(expected), f"the model has {len(seen)} weight arrays, not the number asked for"
    assert seen == expected, "the weights have other shapes than those of the two layers"
    assert fused_graph.seen["params"] == fused_graph.expected["params"], "the model has another number of parameters"


@check(
    "fuse_skip",
    points=0.4,
    hint="The result is the sum of the doubled deep scores and the scored shallow map, and nothing else: no activation, no product, no concatenation.",
)
def test_fuse_adds(fused_graph):
    seen, expected = fused_graph.seen["result"], fused_graph.expected["result"]
    assert_close(seen, expected, atol=1e-4, what="the fused map, with weights of our own set into both layers,")


@check("fuse_skip", points=0.25, hint="A fresh transposed convolution holds random weights: give it an initializer.")
def test_fuse_starts_bilinear(fused_graph):
    assert_start(fused_graph, ("4x4x5x5",))


@check("fuse_skip", points=0.2, hint="Both layers go on learning, and Keras has to know their weights.")
def test_fuse_learns(fused_graph):
    assert not fused_graph.seen["untracked"], "Keras does not know of some variables that the graph reads"
    assert not fused_graph.seen["unused"], "some weights have no influence on the result"
    assert len(fused_graph.seen["weights"]) >= len(fused_graph.expected["weights"]), (
        "the two layers have fewer weight arrays than they should learn"
    )
    assert fused_graph.seen["trainable"] == fused_graph.seen["params"], (
        "not all the weights that should learn are trainable"
    )


@check(
    "fuse_skip",
    points=0.3,
    hint="Each call makes its own layers, under names that do not collide with those of another call.",
)
def test_fuse_twice_in_one_model(fused_twice_graph):
    seen, expected = fused_twice_graph.seen, fused_twice_graph.expected
    assert seen["params"] == expected["params"], "with two skips the model has another number of parameters"
    assert_close(seen["result"], expected["result"], atol=1e-4, what="the map after two skips")


def assert_start(observed: Any, keys: tuple[str, ...]) -> None:
    """The fresh kernels of these shapes are the reference's."""
    for key in keys:
        found, wanted = (
            [row["value"] for row in side["weights"] if shape_key(row["shape"]) == key]
            for side in (observed.seen, observed.expected)
        )
        assert len(found) == len(wanted), (
            f"there are {len(found)} transposed convolutions of shape {key}, not as many as asked for"
        )
        for value in found:
            assert_close(value.reshape(wanted[0].shape), wanted[0], what=f"the fresh kernel of shape {key}")


# Fully convolutional networks


@pytest.fixture(scope="module")
def fcn_weights(run_seed: int) -> dict[str, np.ndarray]:
    """For the encoder of width 16 and 3 classes: layers of equal shapes get equal weights."""
    encoder = [(3, 3, 3, 16), (3, 3, 16, 32), (3, 3, 32, 64), (3, 3, 64, 128), (3, 3, 128, 128)]
    biases = [(16,), (32,), (64,), (128,), (4,)]
    scores = [(64, 4), (128, 4)]
    ends = [(2 * stride, 2 * stride, 4, 4) for stride in (2, 8, 16, 32)]
    return weights_of_shapes(generator(run_seed, "fcn weights"), encoder + biases + scores + ends)


@pytest.fixture(scope="module")
def scenes(run_seed: int) -> np.ndarray:
    return generator(run_seed, "scenes").random((2, 64, 96, 3), dtype="float32")


@pytest.fixture(scope="module")
def positive(run_seed: int) -> np.ndarray:
    """Enough positive numbers for the largest weight of a small network."""
    return generator(run_seed, "positive").uniform(0.5, 1.5, 64 * 64 * 4).astype("float32")


def built(build: Any) -> dict[str, Any]:
    """The model for images of 64×96, its encoder's weights before and after."""
    import tensorflow as tf

    from course.models import encoder

    base = encoder((64, 96, 3))
    before = base.get_weights()
    model = build(base, 3)
    after = base.get_weights()
    exported = export(model, tf.TensorSpec((None, 64, 96, 3)))
    return {
        "model": exported,
        "uses": shared_weights(base, model) == len(base.weights),
        "kept": all(np.array_equal(one, other) for one, other in zip(before, after, strict=True)),
        "trainable": len(base.trainable_weights),
        "encoder": [np.array(value) for value in before],
    }


def looked_at(observed: dict[str, Any], scenes: np.ndarray, weights: dict[str, np.ndarray]) -> dict[str, Any]:
    """What the exported graph tells."""
    model = observed["model"]
    rows = model.weights
    ours = model.with_weights(by_shape(weights))
    values = [row["value"] for row in rows if row["tracked"] and row["used"]]
    return {
        "params": model.count_params(),
        "untracked": model.untracked(),
        "frozen": [shape_key(row["shape"]) for row in rows if row["tracked"] and not row["trainable"]],
        "weights": [
            {"shape": row["shape"], "value": row["value"]} for row in rows if max(row["shape"], default=0) < 128
        ],
        "encoder": [any(np.array_equal(one, value) for value in values) for one in observed["encoder"]],
        "logits": ours(scenes),
        "single": attempt(ours, scenes[:1]),
        "problems": model.gpu_problems() + model.pinned_devices(),
    }


@observe
def fcn32s(learner):
    return built(learner.fcn32s)


@observe
def fcn16s(learner):
    return built(learner.fcn16s)


@observe
def fcn8s(learner):
    return built(learner.fcn8s)


@evaluate
def graph32s(fcn32s, scenes, fcn_weights):
    return looked_at(fcn32s, scenes, fcn_weights)


@evaluate
def graph16s(fcn16s, scenes, fcn_weights):
    return looked_at(fcn16s, scenes, fcn_weights)


@evaluate
def graph8s(fcn8s, scenes, fcn_weights):
    return looked_at(fcn8s, scenes, fcn_weights)


@observe
def other_networks(learner, positive):
    """Another width, size and number of classes; all three on one and the same encoder; both modes."""
    from course.models import encoder

    base = encoder(input_shape=(32, 64, 3), width=2)
    image = np.ones((1, 32, 64, 3), "float32")
    found = {}
    for name in ("fcn32s", "fcn16s", "fcn8s"):
        model = getattr(learner, name)(encoder=base, n_classes=1)
        found[name] = {
            "built": len(model.weights),
            "shape": tuple(model(image).shape),
            "shapes": sorted(shape_key(weight.shape) for weight in model.weights),
        }
        for weight in model.weights:  # every relu lets something through, and no scores start at zero
            weight.assign(np.resize(positive, weight.shape) / np.sqrt(np.prod(weight.shape)))
        found[name]["modes"] = [attempt(model, image, training=mode) for mode in (True, False)]
    return found


def compare_logits(graph: Any, name: str) -> None:
    expected = graph.expected["logits"]
    assert_shape(graph.seen["logits"], expected.shape, what=f"the output of {name}")
    assert_close(
        graph.seen["logits"], expected, atol=2e-4, rtol=1e-3, what=f"the output of {name}, with weights of our own,"
    )


def count_params_of(graph: Any, name: str) -> None:
    seen = graph.seen["params"]
    assert seen == graph.expected["params"], f"{name} has {seen:,} parameters, not the number in the lesson"


@check(
    "fcn32s",
    points=0.2,
    hint="A segmentation model also scores the background: one channel more than there are classes, at the size of the image.",
)
def test_scores_classes_and_background(graph32s, graph16s, graph8s):
    for name, graph in (("fcn32s", graph32s), ("fcn16s", graph16s), ("fcn8s", graph8s)):
        assert_shape(graph.seen["logits"], graph.expected["logits"].shape, what=f"the output of {name}")


@check("fcn32s", points=0.1, hint="FCN-32s has one 1×1 convolution and one transposed convolution with a 64×64 kernel.")
def test_fcn32s_parameters(graph32s):
    count_params_of(graph32s, "fcn32s")


@check("fcn16s", points=0.1, hint="FCN-16s has two scores, one doubling, and a last kernel of 32×32.")
def test_fcn16s_parameters(graph16s):
    count_params_of(graph16s, "fcn16s")


@check("fcn8s", points=0.1, hint="FCN-8s has three scores, two doublings, and a last kernel of 16×16.")
def test_fcn8s_parameters(graph8s):
    count_params_of(graph8s, "fcn8s")


@check(
    "fcn32s",
    points=0.3,
    hint="FCN-32s: scores of pool5, then one linear enlargement. No activation anywhere in the head.",
)
def test_fcn32s_logits(graph32s):
    compare_logits(graph32s, "fcn32s")


@check("fcn16s", points=0.35, hint="FCN-16s: which pool does its skip come from? Trace the sizes on the way up.")
def test_fcn16s_logits(graph16s):
    compare_logits(graph16s, "fcn16s")


@check("fcn8s", points=0.35, hint="FCN-8s fuses twice, and both skips must reach the output.")
def test_fcn8s_logits(graph8s):
    compare_logits(graph8s, "fcn8s")


@check(
    "fcn8s",
    points=0.1,
    hint="Scores, doublings, sums and a last enlargement: no layer of these networks behaves differently in training.",
)
def test_fcn_computes_the_same_in_training(other_networks):
    for name in other_networks.expected:
        training, inference = (
            value_of(output, f"{name} on an image of 32×64") for output in other_networks.seen[name]["modes"]
        )
        assert_shape(inference, other_networks.expected[name]["shape"], what=f"the output of {name}")
        assert_close(
            training, inference, atol=1e-6, rtol=1e-3, what=f"the output of {name} in training mode, and in inference,"
        )


@check("fcn32s", points=0.15, hint="The model ends in logits: any real numbers. Where do yours get their range from?")
def test_fcn_returns_logits(graph32s, graph16s, graph8s):
    for name, graph in (("fcn32s", graph32s), ("fcn16s", graph16s), ("fcn8s", graph8s)):
        seen = np.asarray(graph.seen["logits"])
        assert seen.dtype.kind == "f", f"the output of {name} does not hold floating-point numbers"
        assert seen.min() < 0, f"the output of {name} is never negative, whatever the weights"
        assert not np.allclose(seen.sum(axis=-1), 1, atol=1e-3), f"the scores of each pixel add up to 1 in {name}"


@check("fcn32s", points=0.25, hint="Every transposed convolution starts as bilinear interpolation, the last one too.")
def test_fcn_starts_bilinear(graph32s, graph16s, graph8s):
    for graph, stride in ((graph32s, 32), (graph16s, 16), (graph8s, 8)):
        assert_start(graph, (shape_key((2 * stride, 2 * stride, 4, 4)),))
    for graph in (graph16s, graph8s):
        assert_start(graph, ("4x4x4x4",))


@check(
    "fcn32s",
    points=0.2,
    hint="The encoder that is passed in becomes a part of the model, with the weights that it has, and goes on learning.",
)
def test_fcn_trains_the_encoder(graph32s, graph16s, graph8s, fcn32s, fcn16s, fcn8s):
    for name, graph, observed, stride in (
        ("fcn32s", graph32s, fcn32s, 32),
        ("fcn16s", graph16s, fcn16s, 16),
        ("fcn8s", graph8s, fcn8s, 8),
    ):
        assert all(graph.seen["encoder"]), f"{name} does not use the weights of the encoder"
        assert observed.seen["uses"], f"{name} uses a copy of the encoder: the one that was passed in does not learn"
        assert observed.seen["kept"], f"{name} changes the weights of the encoder"
        assert observed.seen["trainable"] == observed.expected["trainable"], f"{name} freezes the encoder"
        assert not graph.seen["untracked"], f"Keras does not know of some variables of {name}: they would never learn"
        last = shape_key((2 * stride, 2 * stride, 4, 4))  # the paper itself keeps the last kernel fixed
        assert not set(graph.seen["frozen"]) - {last}, f"some weights of {name} do not learn"


@check(
    "fcn8s",
    points=0.2,
    hint="Other sizes, widths and numbers of classes: nothing may be written down as a number that follows from the arguments.",
)
def test_fcn_other_sizes(other_networks):
    for name, expected in other_networks.expected.items():
        seen = other_networks.seen[name]
        assert seen["shape"] == expected["shape"], (
            f"{name} returns shape {seen['shape']} for an image of 32×64 and one class"
        )
        assert seen["shapes"] == expected["shapes"], (
            f"{name} has weights of other shapes, for an encoder of another width"
        )


@check(
    "fcn8s",
    points=0.05,
    hint="A subclassed model has no weights of its own before it has seen an input: build it before you return it.",
)
def test_fcn_is_built(other_networks):
    for name, expected in other_networks.expected.items():
        seen = other_networks.seen[name]
        assert seen["shape"] == expected["shape"], f"{name} returns shape {seen['shape']}: there is no such network yet"
        assert 0 < seen["built"] == len(seen["shapes"]), (
            f"{name} returns a model that is not built: it made weights when it was first called"
        )


@check("fcn8s", points=0.05, hint="The model should run on any device and for any number of images.")
def test_fcn_runs_anywhere(graph32s, graph16s, graph8s):
    for name, graph in (("fcn32s", graph32s), ("fcn16s", graph16s), ("fcn8s", graph8s)):
        assert not graph.seen["problems"], f"{name} cannot run on any GPU: {', '.join(graph.seen['problems'])}"
        single = value_of(graph.seen["single"], f"{name} on a single image")
        expected = graph.expected["single"]["value"]
        assert_close(single, expected, atol=2e-4, rtol=1e-3, what=f"the output of {name} for a single image")


# Metrics


def logits_for(draw: np.random.Generator, predicted: np.ndarray, n_classes: int) -> np.ndarray:
    """Random logits, mostly negative, whose highest is that of the class wanted."""
    logits = draw.normal(size=(*predicted.shape, n_classes + 1)) - 3
    highest = logits.max(axis=-1, keepdims=True) + draw.random((*predicted.shape, 1)) + 0.1
    np.put_along_axis(logits, predicted[..., None], highest, axis=-1)
    return logits.astype("float32")


@pytest.fixture(scope="module")
def segmentations(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray, int]]:
    """Name -> (masks, logits, n_classes)."""
    draw = generator(run_seed, "segmentations")

    def classes(low: int, high: int, shape: tuple[int, ...] = (3, 6, 5)) -> np.ndarray:
        drawn = draw.integers(low, high + 1, shape)
        drawn.reshape(-1)[: high + 1 - low] = np.arange(low, high + 1)  # each occurs
        return drawn.astype("int32")

    def noisy(masks: np.ndarray, low: int, high: int, share: float = 0.4) -> np.ndarray:
        return np.where(draw.random(masks.shape) < share, draw.integers(low, high + 1, masks.shape), masks)

    uneven = np.stack([np.full((6, 6), 1), np.full((6, 6), 2), np.arange(36).reshape(6, 6) % 3]).astype("int32")
    right = np.array([0.9, 0.2, 0.5]).reshape(3, 1, 1)
    guesses = np.where(draw.random(uneven.shape) < right, uneven, (uneven + 1) % 3)
    gap = classes(0, 2)
    gap[gap == 1] = 3
    gap_guess = noisy(gap, 0, 2)
    gap_guess[gap_guess == 1] = 3
    inner = classes(1, 3)
    only_true = classes(0, 2)
    only_true_guess = noisy(only_true, 0, 1)
    only_true_guess[only_true_guess == 2] = 0
    empty = np.zeros((2, 4, 4), "int32")
    some = empty.copy()
    some[0, 0, :3] = 2
    speck = empty.copy()
    speck[1, 2, 3] = 3
    every = classes(0, 3)
    cases = {
        "every class": (every, noisy(every, 0, 3), 3),
        "one image": (every[:1], noisy(every[:1], 0, 3), 3),
        "uneven": (uneven, guesses, 2),
        "absent at the end": (classes(0, 1), classes(0, 1), 4),
        "absent in the middle": (gap, gap_guess, 3),
        "no background": (inner, noisy(inner, 1, 3), 3),
        "predicted only": (empty, some, 3),
        "one pixel only": (speck, empty, 3),
        "in the masks only": (only_true, only_true_guess, 3),
        "perfect": (every, every, 3),
        "all wrong": (every, (every + 1) % 4, 3),
        "nothing there": (empty, empty, 3),
    }
    return {name: (masks, logits_for(draw, guess, n), n) for name, (masks, guess, n) in cases.items()}


@observe
def accuracies(learner, segmentations):
    import tensorflow as tf

    found = {
        name: attempt(learner.pixel_accuracy, tf.constant(masks), tf.constant(logits))
        for name, (masks, logits, _) in segmentations.items()
    }
    masks, logits, _ = segmentations["every class"]
    found["large logits"] = attempt(learner.pixel_accuracy, tf.constant(masks), tf.constant(logits * 1000))
    found["arrays"] = attempt(learner.pixel_accuracy, masks=masks.copy(), logits=logits.copy())
    found["lists"] = attempt(learner.pixel_accuracy, masks.tolist(), logits.tolist())
    found["int64"] = attempt(learner.pixel_accuracy, tf.constant(masks, tf.int64), tf.constant(logits, tf.float64))
    return found


@observe
def mean_ious(learner, segmentations):
    import tensorflow as tf

    found = {
        name: attempt(learner.mean_iou, tf.constant(masks), tf.constant(logits), n_classes)
        for name, (masks, logits, n_classes) in segmentations.items()
    }
    masks, logits, n = segmentations["every class"]
    found["large logits"] = attempt(learner.mean_iou, tf.constant(masks), tf.constant(logits * 1000), n)
    found["arrays"] = attempt(learner.mean_iou, masks=masks.copy(), logits=logits.copy(), n_classes=n)
    found["lists"] = attempt(learner.mean_iou, masks.tolist(), logits.tolist(), n)
    found["int64"] = attempt(learner.mean_iou, tf.constant(masks, tf.int64), tf.constant(logits, tf.float64), n)
    return found


def compare_scores(observed: Any, names: tuple[str, ...], what: str) -> None:
    for name in names:
        seen = value_of(observed.seen[name], what)
        assert_value(seen, observed.expected[name]["value"], what)


@check(
    "pixel_accuracy",
    points=0.25,
    hint="The predicted class is the channel with the highest logit. Which share of the pixels have the right one?",
)
def test_accuracy_of_all_pixels(accuracies):
    compare_scores(accuracies, ("every class", "one image", "uneven"), "the pixel accuracy")


@check(
    "pixel_accuracy",
    points=0.15,
    hint="A background pixel that is called background is right; one that is not is wrong.",
)
def test_accuracy_counts_the_background(accuracies):
    compare_scores(accuracies, ("predicted only", "nothing there", "no background"), "the pixel accuracy")


@check("mean_iou", points=0.3, hint="Per class, background included: pixels in both, over pixels in either.")
def test_iou_of_every_class(mean_ious):
    compare_scores(mean_ious, ("every class", "one image", "perfect", "all wrong"), "the mean IoU")


@check("mean_iou", points=0.2, hint="Count over the whole batch first and divide once, rather than image by image.")
def test_iou_pools_the_batch(mean_ious):
    compare_scores(mean_ious, ("uneven",), "the mean IoU of a batch of unlike images")


@check(
    "mean_iou",
    points=0.25,
    hint="A class that is in neither the masks nor the predictions has no IoU: it must not enter the mean, neither as 0 nor as 1.",
)
def test_iou_leaves_absent_classes_out(mean_ious):
    names = ("absent at the end", "absent in the middle", "no background", "nothing there")
    compare_scores(mean_ious, names, "the mean IoU where a class occurs nowhere")


@check("mean_iou", points=0.15, hint="A class that is only predicted, or only true, does occur.")
def test_iou_counts_one_sided_classes(mean_ious):
    compare_scores(
        mean_ious,
        ("predicted only", "one pixel only", "in the masks only"),
        "the mean IoU where a class is found on one side only",
    )


@check(
    "pixel_accuracy",
    points=0.2,
    hint="Masks of int32 or int64, logits of any size or precision, arrays and lists: the result is a float32 number.",
)
def test_metrics_take_what_tensors_are_made_of(accuracies, mean_ious):
    for observed, what in ((accuracies, "the pixel accuracy"), (mean_ious, "the mean IoU")):
        compare_scores(observed, ("large logits", "arrays", "lists", "int64"), what)


# Regions


def picture(*rows: str) -> np.ndarray:
    """A mask from rows of digits, a dot for the background."""
    return np.array([[0 if letter == "." else int(letter) for letter in row] for row in rows], "int32")


def spiral(size: int) -> np.ndarray:
    """A path one pixel wide, of class 1, that winds inward from the upper left corner."""
    mask = np.zeros((size + 2, size + 2), "int32")
    y, x, (down, right) = 1, 1, (0, 1)
    mask[y, x] = 1
    for length in [size - 1, *np.repeat(np.arange(size - 1, 1, -2), 2)]:
        for _ in range(length):
            y, x = y + down, x + right
            mask[y, x] = 1
        down, right = right, -down
    return mask[1:-1, 1:-1]


@pytest.fixture(scope="module")
def regions_in(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "regions")
    plain = picture("11.22", "11.22", ".....", "33.1.")
    forms = {
        "u": picture("1.1.2", "1.1.2", "111.2"),
        "w": picture("1.1.1.3", "1.1.1..", "1111111", "......2"),
        "late": picture("..1.2", "1.1.2", "1.1..", "111.1"),
        "s": picture(".1111", ".1...", ".111.", "...1.", "1111.", "....2"),
        "comb": picture(".1.1.1", ".1.1.1", "111111", "2.2.2.", "222222"),
        "spiral": spiral(11),
        "rings": picture("11111", "1...1", "1.1.1", "1...1", "11111"),
    }
    return {
        "plain": np.kron(plain, np.ones((2, 2), "int32")),
        **forms,
        **{f"{name}, turned": np.ascontiguousarray(np.rot90(mask, 2)) for name, mask in forms.items()},
        "noise": draw.integers(0, 3, (11, 14)).astype("int32"),
        "two classes": draw.integers(1, 3, (9, 12)).astype("int32"),
        "sparse": (draw.random((12, 9)) < 0.6).astype("int32") * 2,
        "diagonal": picture("1.1", ".1.", "1.1"),
        "anti-diagonal": picture("..2", ".2.", "2.."),
        "touching": picture("1122", "1122", "3311"),
        "stripes": picture("123", "123", "456"),
        "far classes": np.array([[7, 0, 200, 255], [7, 9, 200, 255]], "int32"),
        "transposed": picture("..1..", "2...3", "2.4.3"),
        "empty": np.zeros((4, 6), "int32"),
        "one background pixel": np.zeros((1, 1), "int32"),
        "one pixel": np.full((1, 1), 3, "int32"),
        "full": np.full((5, 3), 2, "int32"),
        "row": picture("1.11222.1"),
        "column": picture("1.11222.1").T.copy(),
    }


@observe
def regions(learner, regions_in):
    import tensorflow as tf

    found = {name: attempt(learner.instances, mask.copy()) for name, mask in regions_in.items()}
    given = regions_in["plain"].copy()
    attempt(learner.instances, given)
    return {
        "results": found,
        "given": given,
        "tensor": attempt(learner.instances, mask=tf.constant(regions_in["w"])),
        "lists": attempt(learner.instances, regions_in["w"].tolist()),
        "int64": attempt(learner.instances, regions_in["w"].astype("int64")),
    }


@observe
def large_regions(learner):
    full = np.ones((64, 64), "int32")
    full[::4, :-1] = 0
    many = 256 + np.indices((24, 24)).sum(axis=0).astype("int32") % 2  # of 576 regions: neither fits into a byte
    return [learner.instances(mask) for mask in (np.ones((64, 64), "int32"), full, spiral(31), many)]


def assert_regions(seen: Any, expected: Any, what: str) -> None:
    assert isinstance(seen, tuple | list), f"instances({what}) should return the pair (regions, count)"
    assert len(seen) == 2, f"instances({what}) returns {len(seen)} values, not the pair (regions, count)"
    assert_close(seen[0], expected[0], what=f"the region mask of {what}")
    assert is_int(seen[1]), f"the count for {what} is not an integer"
    assert int(seen[1]) == expected[1], f"the count for {what} is wrong"


def compare_regions(regions: Any, names: tuple[str, ...], what: str) -> None:
    for name in names:
        seen = value_of(regions.seen["results"][name], f"instances({what})")
        assert_regions(seen, regions.expected["results"][name]["value"], what)


@check(
    "instances",
    points=0.2,
    hint="Every region of one class that hangs together gets one number; the background stays 0 and is not counted.",
)
def test_instances_numbers_regions(regions):
    compare_regions(regions, ("plain", "noise", "sparse"), "a mask with several regions")


@check("instances", points=0.15, hint="Neighbors share a side. Pixels that meet at a corner are not connected.")
def test_instances_corners_do_not_connect(regions):
    compare_regions(regions, ("diagonal", "anti-diagonal"), "a mask whose pixels touch at corners")


@check(
    "instances",
    points=0.15,
    hint="Neighbors of different classes belong to different regions; classes can be any positive integers.",
)
def test_instances_keeps_classes_apart(regions):
    compare_regions(regions, ("touching", "stripes", "two classes", "far classes"), "a mask whose classes touch")


@check(
    "instances",
    points=0.2,
    hint="A region can go down and come up again: its arms belong together, and its first pixel in reading order decides its number.",
)
def test_instances_winding_regions(regions):
    names = ("u", "w", "late", "s", "comb", "spiral", "rings", "transposed")
    turned = tuple(f"{name}, turned" for name in names[:-1])
    compare_regions(regions, (*names, *turned), "a mask of winding regions")


@check(
    "instances",
    points=0.1,
    hint="Try an empty mask, one of a single pixel, one filled by one class, a single row and a single column.",
)
def test_instances_small_masks(regions):
    names = ("empty", "one background pixel", "one pixel", "full", "row", "column")
    compare_regions(regions, names, "a very small or plain mask")


@check(
    "instances",
    points=0.1,
    hint="A region may have thousands of pixels: a function that calls itself for each of them goes too deep.",
)
def test_instances_large_regions(large_regions):
    for seen, expected in zip(large_regions.seen, large_regions.expected, strict=True):
        height, width = np.shape(expected[0])
        assert_regions(seen, expected, f"a mask of {height}×{width} pixels")


@check(
    "instances",
    points=0.1,
    hint="The mask may be an array, a tensor or nested lists; it stays as it was, and the result is int32.",
)
def test_instances_forms(regions, regions_in):
    for form in ("tensor", "lists", "int64"):
        seen = value_of(regions.seen[form], f"instances of a mask given as {form}")
        assert_regions(seen, regions.expected[form]["value"], f"a mask given as {form}")
        assert_dtype(seen[0], "int32", what="the region mask")
    assert np.array_equal(regions.seen["given"], regions_in["plain"]), "the mask that was passed in has changed"
