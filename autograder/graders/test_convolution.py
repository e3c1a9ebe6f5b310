"""Hidden checks of topic 06: output sizes, convolution and max-pooling by hand, Sobel's kernels, a small CNN."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_finite,
    assert_raised,
    assert_shape,
    attempt,
    check,
    count_params,
    evaluate,
    generator,
    observe,
    shared_weights,
    value_of,
)
from autograder.cleanroom import export

# (size, kernel, stride)
VALID_SIZES = [(7, 3, 1), (7, 3, 2), (6, 3, 2), (8, 3, 3), (5, 5, 1), (5, 5, 2), (28, 4, 4), (9, 2, 5), (1, 1, 1)]
SAME_SIZES = [(7, 3, 1), (7, 4, 1), (7, 3, 2), (6, 3, 2), (8, 2, 3), (9, 1, 4), (3, 5, 1), (2, 7, 2), (1, 1, 3)]
OTHER_PADDINGS = ("SAME", "VALID", "Valid", "same ", "full", "")

# height, width, input channels; kernel height and width, output channels; stride; padding
CONVOLUTIONS = {
    "one channel": ((6, 6, 1), (3, 3, 1), 1, "valid"),
    "an upright image, a wide kernel": ((7, 4, 1), (2, 3, 1), 1, "valid"),
    "a wide image, an upright kernel": ((5, 8, 1), (4, 1, 1), 1, "valid"),
    "a kernel as large as the image": ((3, 4, 2), (3, 4, 2), 1, "valid"),
    "one pixel": ((1, 1, 1), (1, 1, 1), 1, "valid"),
    "three channels to one": ((5, 6, 3), (3, 2, 1), 1, "valid"),
    "one channel to four": ((5, 6, 1), (3, 2, 4), 1, "valid"),
    "two channels to three": ((6, 5, 2), (2, 2, 3), 1, "valid"),
    "a 1×1 kernel": ((4, 5, 3), (1, 1, 2), 1, "valid"),
    "stride 2": ((7, 9, 2), (3, 3, 2), 2, "valid"),
    "stride 2, with a remainder": ((8, 6, 1), (3, 3, 2), 2, "valid"),
    "stride 3, beyond the kernel": ((8, 9, 2), (2, 1, 1), 3, "valid"),
    "same, 3×3": ((5, 6, 2), (3, 3, 2), 1, "same"),
    "same, 5×1": ((6, 4, 1), (5, 1, 2), 1, "same"),
    "same, 2×2": ((5, 6, 1), (2, 2, 2), 1, "same"),
    "same, 4×3": ((6, 7, 2), (4, 3, 1), 1, "same"),
    "same, 3×4": ((7, 6, 1), (3, 4, 2), 1, "same"),
    "same, stride 2, even sides": ((6, 8, 1), (3, 3, 2), 2, "same"),
    "same, stride 2, odd sides": ((7, 5, 2), (3, 3, 1), 2, "same"),
    "same, stride 2, one side even": ((7, 6, 1), (3, 5, 1), 2, "same"),
    "same, stride 3, nothing to pad": ((5, 8, 2), (1, 2, 1), 3, "same"),
    "same, a kernel larger than the image": ((2, 3, 1), (5, 4, 2), 1, "same"),
    "same, stride 3, the last columns unseen": ((4, 5, 1), (2, 1, 2), 3, "same"),
}
VALID = list(CONVOLUTIONS)[:5]
CHANNELS = list(CONVOLUTIONS)[5:9]
STRIDES = list(CONVOLUTIONS)[9:12]
SAME_ODD = list(CONVOLUTIONS)[12:14]
SAME_EVEN = list(CONVOLUTIONS)[14:17]
SAME_STRIDES = list(CONVOLUTIONS)[17:]

# height, width, channels; the further arguments
POOLINGS: dict[str, tuple[tuple[int, int, int], dict[str, int]]] = {
    "by default": ((6, 6, 1), {}),
    "by default, three channels": ((4, 8, 3), {}),
    "by default, odd sides": ((7, 5, 2), {}),
    "size 3": ((6, 9, 2), {"size": 3}),
    "size 3, with a remainder": ((8, 7, 1), {"size": 3}),
    "size 4, one window": ((4, 4, 2), {"size": 4}),
    "size 1": ((3, 4, 2), {"size": 1}),
    "size 3, stride 2": ((7, 9, 2), {"size": 3, "stride": 2}),
    "size 2, stride 1": ((4, 6, 1), {"size": 2, "stride": 1}),
    "size 3, stride 2, with a remainder": ((8, 6, 1), {"size": 3, "stride": 2}),
    "size 2, stride 3": ((8, 10, 2), {"size": 2, "stride": 3}),
    "size 1, stride 2": ((5, 6, 2), {"size": 1, "stride": 2}),
}

MODELS = {"plain": ((28, 28, 1), 10), "in color": ((15, 12, 3), 5), "the smallest": ((8, 9, 2), 2)}


# What is shipped to the workers: arrays


def arguments_of(draw: np.random.Generator, name: str) -> dict[str, Any]:
    """One case of `CONVOLUTIONS` as arguments: image, kernel, stride, padding."""
    shape, (kh, kw, filters), stride, padding = CONVOLUTIONS[name]
    return {
        "image": draw.normal(size=shape).astype("float32"),
        "kernel": draw.normal(size=(kh, kw, shape[-1], filters)).astype("float32"),
        "stride": stride,
        "padding": padding,
    }


@pytest.fixture(scope="module")
def convolutions(run_seed: int) -> dict[str, dict[str, Any]]:
    draw = generator(run_seed, "convolutions")
    cases = {name: arguments_of(draw, name) for name in CONVOLUTIONS}
    spot = np.zeros((5, 5, 1), "float32")
    spot[2, 2] = 1.0
    cases["spot"] = {**arguments_of(draw, "one channel"), "image": spot}
    return cases


@pytest.fixture(scope="module")
def images(run_seed: int) -> dict[str, np.ndarray]:
    """One image per case of `POOLINGS`, none with two equal pixels; one far below zero and one of few different values."""
    draw = generator(run_seed, "poolings")
    found = {
        name: draw.permutation(np.linspace(-2, 2, math.prod(shape), dtype="float32")).reshape(shape)
        for name, (shape, _) in POOLINGS.items()
    }
    found["negative"] = draw.uniform(-9e30, -1e30, (5, 7, 2)).astype("float32")
    found["equal neighbors"] = draw.integers(-2, 2, (8, 8, 2)).astype("float32")
    return found


@pytest.fixture(scope="module")
def upstream(run_seed: int) -> np.ndarray:
    """Weights of a scalar loss over a result."""
    return generator(run_seed, "upstream").normal(size=(12, 12, 4)).astype("float32")


# conv_output_size


@observe
def sizes(learner: Any) -> dict[str, Any]:
    size = learner.conv_output_size
    return {
        "valid": [attempt(size, *case, "valid") for case in VALID_SIZES],
        "same": [attempt(size, *case, "same") for case in SAME_SIZES],
        "defaults": [
            size(7, 3),
            size(28, 5),
            size(9, 4, 2),
            size(kernel=3, size=8, padding="same"),
            size(8, kernel=3, stride=3, padding="valid"),
        ],
        "numpy integers": attempt(size, np.int64(7), np.int64(3), np.int64(2), "same"),
        "other paddings": {padding: attempt(size, 7, 3, 1, padding) for padding in OTHER_PADDINGS},
        "too large": [attempt(size, *case) for case in ((3, 4), (1, 2), (5, 6, 2), (2, 7, 2), (5, 6, 1, "valid"))],
    }


def number(seen: Any) -> Any:
    """A number as such, whatever kind it is: the Python int has a check of its own."""
    return seen.item() if isinstance(seen, np.ndarray) and seen.shape == () else seen


def assert_sizes(seen: list[Any], expected: list[Any], cases: list[tuple[int, int, int]], padding: str) -> None:
    for one, other, (size, kernel, stride) in zip(seen, expected, cases, strict=True):
        call = f"conv_output_size({size}, {kernel}, {stride}, {padding!r})"
        assert number(value_of(one, call)) == other["value"], f"{call} is wrong"


@check("conv_output_size", points=0.4, hint="Where may the window start so that its last cell is still inside?")
def test_size_valid(sizes):
    assert_sizes(sizes.seen["valid"], sizes.expected["valid"], VALID_SIZES, "valid")


@check(
    "conv_output_size",
    points=0.4,
    hint="Every stride-th cell gets a window, the last few too; the kernel plays no role.",
)
def test_size_same(sizes):
    assert_sizes(sizes.seen["same"], sizes.expected["same"], SAME_SIZES, "same")


@check(
    "conv_output_size",
    points=0.1,
    hint="Look at the signature: names, their order, what holds when they are not given. NumPy's integers are counts too.",
)
def test_size_defaults(sizes):
    for seen, expected in zip(sizes.seen["defaults"], sizes.expected["defaults"], strict=True):
        assert number(seen) == expected, "a call with defaults or by keyword gives another size"
    call = "conv_output_size(np.int64(7), np.int64(3), np.int64(2), 'same')"
    seen = number(value_of(sizes.seen["numpy integers"], call))
    assert seen == sizes.expected["numpy integers"]["value"], f"{call} is wrong"


@check(
    "conv_output_size",
    points=0.15,
    hint="A number of cells is a whole number: a Python int, neither a float nor a tensor.",
)
def test_size_is_a_python_int(sizes):
    answers = [case.get("value") for case in sizes.seen["valid"] + sizes.seen["same"]] + sizes.seen["defaults"]
    kinds = sorted({type(answer).__name__ for answer in answers if answer is not None})
    assert kinds == ["int"], f"sizes are of type {', '.join(kinds)}"


@check("conv_output_size", points=0.25, hint="Two words are allowed, in lower case. What becomes of all others?")
def test_size_rejects_other_paddings(sizes):
    assert_rejects_paddings(sizes.seen["other paddings"], "conv_output_size")


@check("conv_output_size", points=0.2, hint="A window that is larger than the input cannot stay inside of it.")
def test_size_rejects_large_kernels(sizes):
    for attempted in sizes.seen["too large"]:
        assert_raised(attempted, "ValueError", what="conv_output_size with a kernel larger than a valid input")


def assert_rejects_paddings(seen: dict[str, Any], name: str) -> None:
    for padding, attempted in seen.items():
        assert_raised(attempted, "ValueError", what=f"{name} with padding={padding!r}")
        message = str(attempted["message"]).lower()
        told = any(word in message for word in ("padding", "same", "valid"))
        assert told, f"the message of the ValueError does not say that it is the padding: {attempted['message']!r}"


# conv2d


@observe
def convolved(learner: Any, convolutions: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name, case in convolutions.items():
        image, kernel = tf.constant(case["image"]), tf.constant(case["kernel"])
        found[name] = attempt(learner.conv2d, image, kernel, case["stride"], case["padding"])
    return found


@observe
def convolved_otherwise(learner: Any, convolutions: dict[str, Any]) -> dict[str, Any]:
    """NumPy arrays, lists, integers and other precisions; keywords and defaults; the arguments afterwards."""
    import tensorflow as tf

    case = convolutions["two channels to three"]
    image, kernel = case["image"].copy(), case["kernel"].copy()
    even = convolutions["same, 4×3"]
    integers = np.arange(image.size).reshape(image.shape) % 4
    found = {
        "numpy arrays": learner.conv2d(image, kernel),
        "numpy arrays, same": learner.conv2d(even["image"].astype("float64"), even["kernel"], padding="same"),
        "nested lists": learner.conv2d(image.tolist(), kernel.tolist()),
        "float64": learner.conv2d(tf.constant(image, tf.float64), tf.constant(kernel, tf.float64)),
        "float64 with float32": learner.conv2d(tf.constant(image, tf.float64), tf.constant(kernel)),
        "float16": learner.conv2d(tf.constant(image.astype("float16")), kernel),
        "an image of integers": learner.conv2d(integers, kernel),
        "a kernel of integers": learner.conv2d(image, np.arange(kernel.size).reshape(kernel.shape) % 3 - 1),
        "keywords": learner.conv2d(kernel=kernel, image=image, padding="valid", stride=2),
    }
    return {"results": found, "arguments": [image, kernel]}


@observe
def convolution_errors(learner: Any, convolutions: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    case = convolutions["one channel"]
    image, kernel = tf.constant(case["image"]), tf.constant(case["kernel"])
    kernels = {"higher": (7, 1, 1, 1), "wider": (1, 7, 1, 1), "higher and wider": (8, 9, 1, 2)}
    return {
        "paddings": {padding: attempt(learner.conv2d, image, kernel, 1, padding) for padding in OTHER_PADDINGS},
        "too large": {
            **{name: attempt(learner.conv2d, image, tf.ones(shape)) for name, shape in kernels.items()},
            "a cell higher, at stride 2,": attempt(learner.conv2d, image, tf.ones((7, 3, 1, 1)), 2),
        },
    }


@observe
def convolution_gradients(learner: Any, convolutions: dict[str, Any], upstream: np.ndarray) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name in (
        "two channels to three",
        "stride 2, with a remainder",
        "same, stride 2, even sides",
        "same, 4×3",
        "zero",
    ):
        case = convolutions["same, 3×3" if name == "zero" else name]
        image, kernel = tf.constant(case["image"]), tf.constant(case["kernel"])
        if name == "zero":
            image = tf.zeros_like(image)
        with tf.GradientTape() as tape:
            tape.watch([image, kernel])
            result = learner.conv2d(image, kernel, case["stride"], case["padding"])
            h, w, c = result.shape
            loss = tf.reduce_sum(tf.square(result + upstream[:h, :w, :c]))
        found[name] = tape.gradient(loss, [image, kernel])
    return found


@observe
def convolution_traced(learner: Any, convolutions: dict[str, Any]) -> dict[str, Any]:
    import functools

    import tensorflow as tf

    found = {}
    for name in ("two channels to three", "same, stride 2, one side even"):
        case = convolutions[name]
        specs = [tf.TensorSpec(case[key].shape, tf.float32) for key in ("image", "kernel")]
        function = functools.partial(learner.conv2d, stride=case["stride"], padding=case["padding"])
        function(case["image"], case["kernel"])  # where it is not written yet, it says so here
        found[name] = export(function, *specs)
    return found


@evaluate
def convolution_graphs(convolution_traced: Any, convolutions: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"result": graph(convolutions[name]["image"], convolutions[name]["kernel"]), "ops": graph.op_types()}
        for name, graph in convolution_traced.items()
    }


def assert_convolved(convolved: Any, names: list[str]) -> None:
    for name in names:
        seen = value_of(convolved.seen[name], f"conv2d ({name})")
        assert_close(seen, convolved.expected[name]["value"], atol=1e-4, what=f"the result of conv2d ({name})")


@check("conv2d", points=0.45, hint="One output is a sum over the window: each pixel times the weight that lies on it.")
def test_conv_valid(convolved):
    assert_convolved(convolved, VALID)


@check(
    "conv2d",
    points=0.2,
    hint="Row i, column j of the kernel lies on row i, column j of the window: nothing is turned around.",
)
def test_conv_does_not_flip(convolved):
    assert_convolved(convolved, ["spot"])


@check(
    "conv2d", points=0.35, hint="Sum over the input channels, each with weights of its own; once per output channel."
)
def test_conv_channels(convolved):
    assert_convolved(convolved, CHANNELS)


@check("conv2d", points=0.2, hint="Height, width, channels: three axes, even where one of them has the length 1.")
def test_conv_keeps_three_axes(convolved):
    for name in [*VALID, *CHANNELS]:
        seen = value_of(convolved.seen[name], f"conv2d ({name})")
        assert_shape(seen, convolved.expected[name]["value"].shape, what=f"the result of conv2d ({name})")


@check("conv2d", points=0.35, hint="The window starts at multiples of the stride, down as well as to the right.")
def test_conv_strides(convolved):
    assert_convolved(convolved, STRIDES)


@check("conv2d", points=0.25, hint="Zeros on all sides, so that the window's middle can lie on every pixel.")
def test_conv_same_odd_kernel(convolved):
    assert_convolved(convolved, SAME_ODD)


@check(
    "conv2d", points=0.35, hint="With an odd number of zeros along an axis, on which side does TensorFlow put one more?"
)
def test_conv_same_even_kernel(convolved):
    assert_convolved(convolved, SAME_EVEN)


@check(
    "conv2d", points=0.3, hint="How many zeros are needed depends on the stride and on the size, along each axis anew."
)
def test_conv_same_strides(convolved):
    assert_convolved(convolved, SAME_STRIDES)


@check("conv2d", points=0.15, hint="The paddings that conv_output_size does not know are unknown here too.")
def test_conv_rejects_other_paddings(convolution_errors):
    assert_rejects_paddings(convolution_errors.seen["paddings"], "conv2d")


@check("conv2d", points=0.15, hint="Look at both sides of the kernel before you slide it.")
def test_conv_rejects_large_kernels(convolution_errors):
    for name, attempted in convolution_errors.seen["too large"].items():
        assert_raised(attempted, "ValueError", what=f"conv2d with a kernel {name} than a valid image")


@check(
    "conv2d",
    points=0.35,
    hint="From the image and the kernel to the result there should be TensorFlow operations only.",
)
def test_conv_gradients(convolution_gradients):
    for name, expected in convolution_gradients.expected.items():
        for argument, one, other in zip(("image", "kernel"), convolution_gradients.seen[name], expected, strict=True):
            assert one is not None, f"no gradient reaches the {argument}"
            assert_close(one, other, atol=1e-3, rtol=1e-3, what=f"the gradient for the {argument} ({name})")


@check("conv2d", points=0.15, hint="While tf.function traces there are shapes, but no values yet.")
def test_conv_in_a_graph(convolution_graphs):
    for name, expected in convolution_graphs.expected.items():
        seen = convolution_graphs.seen[name]["result"]
        assert_close(seen, expected["result"], atol=1e-4, what=f"the result of conv2d inside tf.function ({name})")


@check(
    "conv2d", points=0.15, hint="By hand: the graph may cut, multiply and add, but not call a ready-made convolution."
)
def test_conv_by_hand(convolution_graphs):
    for case in convolution_graphs.seen.values():
        ready = [op for op in case["ops"] if "Conv" in op and not op.startswith("Convert")]
        assert not ready, f"a ready-made convolution runs: {', '.join(ready)}"


@check(
    "conv2d",
    points=0.1,
    hint="Convert and cast both arguments first; give back float32, and leave what came in as it was.",
)
def test_conv_takes_lists_and_other_precisions(convolved_otherwise, convolutions):
    for name, expected in convolved_otherwise.expected["results"].items():
        seen = convolved_otherwise.seen["results"][name]
        assert_close(seen, expected, atol=1e-4, what=f"the result of conv2d ({name})")
        assert_dtype(seen, "float32", what=f"the result of conv2d ({name})")
    case = convolutions["two channels to three"]
    for before, after in zip((case["image"], case["kernel"]), convolved_otherwise.seen["arguments"], strict=True):
        assert np.array_equal(before, after), "an array that was passed in has changed"


# max_pool2d


@observe
def pooled(learner: Any, images: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    found = {
        name: attempt(learner.max_pool2d, tf.constant(images[name]), **options)
        for name, (_, options) in POOLINGS.items()
    }
    for name in ("negative", "equal neighbors"):
        found[name] = attempt(learner.max_pool2d, tf.constant(images[name]))
    return found


@observe
def pooled_otherwise(learner: Any, images: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    image = images["size 3, stride 2"].copy()
    found = {
        "numpy arrays": learner.max_pool2d(image),
        "nested lists": learner.max_pool2d(image.tolist()),
        "float64": learner.max_pool2d(tf.constant(image, tf.float64)),
        "float16": learner.max_pool2d(image.astype("float16")),
        "stride None": learner.max_pool2d(image, 3, None),
        "positional": learner.max_pool2d(image, 2, 1),
        "keywords": learner.max_pool2d(stride=1, size=3, image=image),
    }
    return {"results": found, "argument": image}


@observe
def pooling_gradients(learner: Any, images: dict[str, np.ndarray], upstream: np.ndarray) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name in ("by default, odd sides", "size 3, stride 2", "size 2, stride 3", "ties"):
        options = {} if name == "ties" else POOLINGS[name][1]
        image = tf.zeros((6, 8, 3)) if name == "ties" else tf.constant(images[name])
        with tf.GradientTape() as tape:
            tape.watch(image)
            result = learner.max_pool2d(image, **options)
            h, w, c = result.shape
            loss = tf.reduce_sum(result * upstream[:h, :w, :c])
        found[name] = tape.gradient(loss, image)
    return found


@observe
def pooling_traced(learner: Any, images: dict[str, np.ndarray]) -> dict[str, Any]:
    import functools

    import tensorflow as tf

    found = {}
    for name in ("by default, odd sides", "size 3, stride 2"):
        function = functools.partial(learner.max_pool2d, **POOLINGS[name][1])
        function(images[name])  # where it is not written yet, it says so here
        found[name] = export(function, tf.TensorSpec(images[name].shape, tf.float32))
    return found


@evaluate
def pooling_graphs(pooling_traced: Any, images: dict[str, np.ndarray]) -> dict[str, Any]:
    return {name: {"result": graph(images[name]), "ops": graph.op_types()} for name, graph in pooling_traced.items()}


def assert_pooled(pooled: Any, *names: str) -> None:
    for name in names:
        seen = value_of(pooled.seen[name], f"max_pool2d ({name})")
        assert_close(seen, pooled.expected[name]["value"], what=f"the result of max_pool2d ({name})")


@check("max_pool2d", points=0.4, hint="The largest of each 2×2 block, in each channel apart.")
def test_pool_default(pooled):
    assert_pooled(pooled, "by default", "by default, three channels", "size 1", "equal neighbors")


@check("max_pool2d", points=0.2, hint="A last row or column that does not fill a window is dropped.")
def test_pool_drops_the_remainder(pooled):
    assert_pooled(pooled, "by default, odd sides", "size 3, with a remainder")


@check("max_pool2d", points=0.2, hint="Without a stride, how far should a window of three move?")
def test_pool_stride_is_the_size(pooled):
    assert_pooled(pooled, "size 3", "size 4, one window")


@check(
    "max_pool2d", points=0.3, hint="With a stride below the size the windows overlap: a pixel may win more than once."
)
def test_pool_overlapping(pooled):
    assert_pooled(pooled, "size 3, stride 2", "size 2, stride 1", "size 3, stride 2, with a remainder")


@check("max_pool2d", points=0.1, hint="With a stride above the size some pixels are never looked at.")
def test_pool_with_gaps(pooled):
    assert_pooled(pooled, "size 2, stride 3", "size 1, stride 2")


@check("max_pool2d", points=0.2, hint="What if all pixels are far below zero: does anything larger slip in?")
def test_pool_negative(pooled):
    assert_pooled(pooled, "negative")


@check(
    "max_pool2d",
    points=0.25,
    hint="The gradient of a window goes to its largest pixel; shares of several windows add up.",
)
def test_pool_gradients(pooling_gradients):
    for name, expected in pooling_gradients.expected.items():
        seen = pooling_gradients.seen[name]
        assert seen is not None, "no gradient reaches the image"
        if name != "ties":
            assert_close(seen, expected, what=f"the gradient of max_pool2d ({name})")


@check(
    "max_pool2d",
    points=0.05,
    hint="Where all pixels of a window are equal, they may share the gradient; none of it may get lost.",
)
def test_pool_gradients_of_ties(pooling_gradients, upstream):
    seen = pooling_gradients.seen["ties"]
    assert seen is not None, "no gradient reaches the image"
    assert_shape(seen, (6, 8, 3), what="the gradient of max_pool2d")
    assert_finite(seen, what="the gradient of max_pool2d")
    sums = seen.reshape(3, 2, 4, 2, 3).sum(axis=(1, 3))
    assert_close(sums, upstream[:3, :4, :3], what="the sum of the gradient over a window of equal pixels")


@check("max_pool2d", points=0.1, hint="Inside tf.function the shape of the image is known, its values are not.")
def test_pool_in_a_graph(pooling_graphs):
    for name, expected in pooling_graphs.expected.items():
        seen = pooling_graphs.seen[name]["result"]
        assert_close(seen, expected["result"], what=f"the result of max_pool2d inside tf.function ({name})")


@check("max_pool2d", points=0.1, hint="By hand: cut out and compare; the ready-made pooling stays on its shelf.")
def test_pool_by_hand(pooling_graphs):
    for case in pooling_graphs.seen.values():
        ready = [op for op in case["ops"] if "MaxPool" in op or "AvgPool" in op or "ReduceWindow" in op]
        assert not ready, f"a ready-made pooling runs: {', '.join(ready)}"


@check("max_pool2d", points=0.1, hint="Lists, arrays and other precisions come in as well; what goes out is float32.")
def test_pool_takes_lists_and_other_precisions(pooled_otherwise, images):
    for name, expected in pooled_otherwise.expected["results"].items():
        seen = pooled_otherwise.seen["results"][name]
        assert_close(seen, expected, what=f"the result of max_pool2d ({name})")
        assert_dtype(seen, "float32", what=f"the result of max_pool2d ({name})")
    before, after = images["size 3, stride 2"], pooled_otherwise.seen["argument"]
    assert np.array_equal(before, after), "the array that was passed in has changed"


# sobel_kernels


@observe
def sobel(learner: Any) -> dict[str, Any]:
    return {"kernels": learner.sobel_kernels()}


def plane(sobel: Any, index: int) -> np.ndarray:
    """The 3×3 weights of one output channel."""
    assert_shape(sobel.seen["kernels"], (3, 3, 1, 2), what="the pair of kernels")
    return np.asarray(sobel.seen["kernels"])[:, :, 0, index]


@check(
    "sobel_kernels",
    points=0.25,
    hint="Height, width, input channels, output channels: two kernels that see one channel.",
)
def test_sobel_shape(sobel):
    assert_shape(sobel.seen["kernels"], (3, 3, 1, 2), what="the pair of kernels")


@check("sobel_kernels", points=0.3, hint="Along x: minus on the left, plus on the right, the middle row twice.")
def test_sobel_along_x(sobel):
    assert_close(plane(sobel, 0), sobel.expected["kernels"][:, :, 0, 0], atol=0, rtol=0, what="kernel 0")


@check("sobel_kernels", points=0.3, hint="Along y: the first one with rows and columns exchanged.")
def test_sobel_along_y(sobel):
    assert_close(plane(sobel, 1), sobel.expected["kernels"][:, :, 0, 1], atol=0, rtol=0, what="kernel 1")


@check("sobel_kernels", points=0.15, hint="Integers in, integers out: say which dtype the kernels should have.")
def test_sobel_dtype(sobel):
    assert_dtype(sobel.seen["kernels"], "float32", what="the pair of kernels")


# cnn


@pytest.fixture(scope="module")
def cnn_inputs(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "cnn inputs")
    return {name: draw.random((3, *shape)).astype("float32") for name, (shape, _) in MODELS.items()}


@pytest.fixture(scope="module")
def cnn_weights(run_seed: int) -> dict[str, list[np.ndarray]]:
    """Kernels and biases of the three layers of each model, told apart by their number of entries."""
    draw = generator(run_seed, "cnn weights")
    found = {}
    for name, (shape, classes) in MODELS.items():
        shapes = [(3, 3, shape[-1], 32), (32,), (3, 3, 32, 64), (64,), (64, classes), (classes,)]
        scales = [1.0, 0.5, 0.2, 0.5, 0.08, 1.0]
        found[name] = [draw.normal(0, scale, s).astype("float32") for s, scale in zip(shapes, scales, strict=True)]
    return found


@observe
def cnn_models(learner: Any, cnn_inputs: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name, (shape, classes) in MODELS.items():
        model = learner.cnn(shape, classes)
        found[name] = {"built": count_params(model), "model": export(model, tf.TensorSpec([None, *shape]))}
        if name == "in color":
            x = tf.constant(cnn_inputs[name])
            found[name]["modes"] = [model(x, training=True), model(x, training=False)]
            found[name]["of one image"] = attempt(model, x[:1])
        if name == "the smallest":
            found[name]["shared"] = shared_weights(learner.cnn(shape, classes), model)
    return found


@evaluate
def cnn_graphs(cnn_models: Any, cnn_inputs: dict[str, np.ndarray], cnn_weights: dict[str, Any]) -> dict[str, Any]:
    def loaded(graph: Any, weights: list[np.ndarray]) -> Any:
        """The model with these weights, put where their number of entries fits, in whatever order it keeps them."""
        by_size = {weight.size: weight for weight in weights}
        return graph.with_weights(lambda _, row: by_size.get(row["value"].size, row["value"]))

    found = {}
    for name, answer in cnn_models.items():
        graph, weights, x = answer["model"], cnn_weights[name], cnn_inputs[name]
        outputs = loaded(graph, weights)(x)
        found[name] = {
            "params": graph.count_params(),
            "trainable": graph.trainable_params(),
            "untracked": len(graph.untracked()),
            "sizes": sorted(int(np.prod(row["shape"])) for row in graph.weights if row["tracked"] and row["used"]),
            "outputs": outputs,
            "gpu": graph.gpu_problems() + graph.pinned_devices(),
        }
        if name == "in color":
            kernel1, bias1, kernel2, bias2, kernel3, bias3 = weights
            silent = [kernel1, bias1 - 100, kernel2, -abs(bias2), kernel3, bias3]
            found["first silent"] = loaded(graph, silent)(x)
            found["second silent"] = loaded(graph, [kernel1, bias1, kernel2, bias2 - 200, kernel3, bias3])(x)
            found["wide logits"] = loaded(graph, [*weights[:4], 20 * kernel3, bias3])(x)
    return found


def assert_not_half(outputs: Any, what: str) -> None:
    """Where values are wrong for want of digits, it is the dtype that tells why."""
    if isinstance(outputs, np.ndarray) and outputs.dtype == np.float16:
        assert_dtype(outputs, "float32", what=what)


@check("cnn", points=0.4, hint="Count layer by layer: kernel sizes, filters, biases, and what reaches the dense layer.")
def test_cnn_parameters(cnn_graphs):
    for name, (shape, classes) in MODELS.items():
        seen, expected = cnn_graphs.seen[name], cnn_graphs.expected[name]
        call = f"cnn({shape}, {classes})"
        assert seen["params"] == expected["params"], f"{call} has {seen['params']:,} parameters: that is another number"
        assert seen["sizes"] == expected["sizes"], f"the parameters of {call} are spread differently over the layers"


@check("cnn", points=0.2, hint="A model that has not seen its input shape has no weights yet: name it when you build.")
def test_cnn_is_built(cnn_models):
    for name, expected in cnn_models.expected.items():
        built = cnn_models.seen[name]["built"]
        assert built, "the model has no weights yet: it is not built"
        assert built == expected["built"], (
            f"{built:,} parameters are there when the model comes back: that is another number"
        )


@check(
    "cnn",
    points=0.5,
    hint="Compare with the table: order of the layers, padding, kinds of pooling, nothing in between.",
)
def test_cnn_computes_the_right_function(cnn_graphs, cnn_models):
    for name in MODELS:
        what = f"the output for {MODELS[name][0]}"
        assert_not_half(cnn_graphs.seen[name]["outputs"], what)
        assert_close(cnn_graphs.seen[name]["outputs"], cnn_graphs.expected[name]["outputs"], atol=1e-4, what=what)
    training, inference = cnn_models.seen["in color"]["modes"]
    assert_close(training, inference, what="the output in training mode, compared with the one in inference mode,")


@check("cnn", points=0.3, hint="Without a bend between them, two layers are one: what follows each convolution?")
def test_cnn_relu(cnn_graphs):
    for name, layer in (("first silent", "first"), ("second silent", "second")):
        what = f"the output when all sums of the {layer} convolution are negative"
        assert_not_half(cnn_graphs.seen[name], what)
        assert_close(cnn_graphs.seen[name], cnn_graphs.expected[name], atol=1e-4, what=what)


@check("cnn", points=0.2, hint="Every row of the output is a distribution over the classes.")
def test_cnn_probabilities(cnn_graphs):
    seen = [cnn_graphs.seen[name]["outputs"] for name in MODELS] + [cnn_graphs.seen["wide logits"]]
    for outputs in seen:
        assert_not_half(outputs, "the output")
        assert_finite(outputs, what="the output")
        assert (outputs >= 0).all(), "some probabilities are negative"
        assert np.allclose(outputs.sum(axis=-1), 1.0, atol=1e-4), "the probabilities of an image do not add up to 1"


@check(
    "cnn",
    points=0.2,
    hint="Take sides, channels and classes from the arguments; the sides need be neither equal nor even.",
)
def test_cnn_any_input_shape(cnn_graphs, cnn_models):
    for name, (_, classes) in MODELS.items():
        assert_shape(cnn_graphs.seen[name]["outputs"], (3, classes), what=f"the output for {MODELS[name][0]}")
    alone = value_of(cnn_models.seen["in color"]["of one image"], "the model of one image")
    assert_shape(alone, (1, MODELS["in color"][1]), what="the output for one image")


@check("cnn", points=0.1, hint="All weights should train, Keras should know of them all, and each model has its own.")
def test_cnn_trains(cnn_graphs, cnn_models):
    for name in MODELS:
        seen = cnn_graphs.seen[name]
        assert not seen["untracked"], f"{seen['untracked']} weights are used, but Keras does not know of them"
        assert seen["trainable"] == cnn_graphs.expected[name]["trainable"], f"{seen['trainable']:,} parameters train"
    shared = cnn_models.seen["the smallest"]["shared"]
    assert not shared, "a second model has the weights of the first one, trained or not: build a new one each time"


@check("cnn", points=0.1, hint="Use operations that GPUs have too, and name no device.")
def test_cnn_fits_a_gpu(cnn_graphs):
    for name in MODELS:
        problems = cnn_graphs.seen[name]["gpu"]
        assert problems == [], f"this would not run on a GPU: {', '.join(problems)}"
