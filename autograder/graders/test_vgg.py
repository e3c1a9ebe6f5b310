"""Hidden checks of topic 12: receptive fields, stacks of convolutions, VGG's block, VGG-16 and a small VGG.

VGG-16 in full takes seconds and gigabytes to start at random and to send. So its initial weights are blank while it is
built (memory that is never touched), it is exported without them, and the clean worker fills it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_finite,
    assert_shape,
    check,
    evaluate,
    export,
    generator,
    is_int,
    observe,
    shared_weights,
)

VGG16 = [layer for n in (2, 2, 3, 3, 3) for layer in [(3, 1)] * n + [(2, 2)]]
CONVOLUTIONS: dict[str, list[tuple[int, int]]] = {
    "one": [(3, 1)],
    "three": [(3, 1), (3, 1), (3, 1)],
    "several kernels": [(5, 1), (1, 1), (2, 1), (7, 1)],
    "a large one": [(11, 1)],
}
STRIDES: dict[str, list[tuple[int, int]]] = {
    "pooled in between": [(3, 1), (2, 2), (3, 1)],
    "long steps first": [(4, 3), (3, 2), (5, 1)],
    "long steps last": [(5, 1), (3, 2), (4, 3)],
    "pixels left out": [(1, 3), (2, 1)],
    "VGG-16": VGG16,
    "ResNet's start": [(7, 2), (3, 2), (3, 1), (3, 1)],
}
OWN_STRIDE: dict[str, list[tuple[int, int]]] = {"convolution": [(3, 2)], "pooling": [(2, 2)], "point": [(1, 4)]}

# filters, convolutions, shape of the images: even and odd sides, channels that are no filters
BLOCKS: dict[str, tuple[int, int, tuple[int, int, int]]] = {
    "two": (6, 2, (8, 12, 3)),
    "three": (4, 3, (9, 14, 5)),
    "one": (5, 1, (6, 9, 1)),
}
# positional arguments, arguments by name, shape of the images, classes, width
MINIS: dict[str, tuple[tuple[Any, ...], dict[str, Any], tuple[int, int, int], int, int]] = {
    "digits": (((28, 28, 1), 10), {}, (28, 28, 1), 10, 8),
    "color": ((), {"input_shape": (13, 18, 3), "n_classes": 2, "width": 6}, (13, 18, 3), 2, 6),
}
# 2×3 places reach Flatten: to average or transpose them makes another network; 17 rows meet a pooling, which drops one;
# four channels are not those of the default, and their order shows
OBLONG, CLASSES = (68, 96, 4), 5


# What is shipped to the workers: images, and a block of numbers with which all weights are filled


@pytest.fixture(scope="module")
def numbers(run_seed: int) -> np.ndarray:
    """Without a mean, however small: over thousands of inputs it would add up, and softmax be blind to all else."""
    drawn = generator(run_seed, "numbers").normal(size=65_521)
    return ((drawn - drawn.mean()) / drawn.std()).astype("float32")


@pytest.fixture(scope="module")
def block_images(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "block images")
    bright = np.reshape([1.0, 1.0, 12.0], (3, 1, 1, 1))  # the last image goes beyond 6, where relu has no end
    return {name: (draw.normal(size=(3, *shape)) * bright).astype("float32") for name, (_, _, shape) in BLOCKS.items()}


@pytest.fixture(scope="module")
def mini_images(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "mini images")
    return {name: draw.normal(size=(3, *shape)).astype("float32") for name, (_, _, shape, _, _) in MINIS.items()}


@pytest.fixture(scope="module")
def oblong_images(run_seed: int) -> np.ndarray:
    return generator(run_seed, "oblong images").normal(size=(2, *OBLONG)).astype("float32")


def filling(numbers: np.ndarray, shape: Any, dtype: str) -> np.ndarray:
    """Weights by shape alone: equal for equal layers, so that a model may keep its layers in any order.

    Kernels are scaled so that the signal neither fades nor grows on its way through many layers (He et al., 2015).
    """
    shape = tuple(int(side) for side in shape)
    if not dtype.startswith("float"):
        return np.zeros(shape, dtype)
    values = np.resize(numbers, shape).astype(dtype, copy=False)
    n_in = np.prod(shape[:-1])  # of a bias 1, whatever its axes
    values *= np.sqrt(1.6 / n_in) if n_in > 1 else 0.2
    return values


def judged(graph: Any, images: np.ndarray) -> dict[str, Any]:
    """In the clean worker: parameters, their layers, what is computed, and of which operations."""
    return {
        "params": graph.count_params(),
        "trainable": graph.trainable_params(),
        "untracked": len(graph.untracked()),
        "sizes": sorted(int(np.prod(row["shape"])) for row in graph.weights if row["tracked"] and row["used"]),
        "random": [name for name in graph.op_types() if "Random" in name],
        "gpu": graph.gpu_problems() + graph.pinned_devices(),
        "outputs": graph(images),
    }


def assert_trains(seen: dict[str, Any], name: str) -> None:
    assert not seen["untracked"], f"{seen['untracked']} weights are used that Keras does not know of ({name})"
    assert seen["trainable"] == seen["params"], (
        f"only {seen['trainable']:,} of {seen['params']:,} parameters train ({name})"
    )


def assert_no_noise(seen: dict[str, Any], name: str) -> None:
    assert seen["random"] == [], f"something is drawn at random in training: {', '.join(seen['random'])} ({name})"


def assert_probabilities(outputs: Any, shape: tuple[int, ...], name: str) -> None:
    assert_shape(outputs, shape, what=f"the output ({name})")
    assert_finite(outputs, what=f"the output ({name})")
    assert (outputs >= 0).all(), f"some probabilities are negative ({name})"
    assert np.allclose(outputs.sum(axis=-1), 1.0, atol=1e-4), f"the probabilities do not add up to 1 ({name})"


def assert_fields(fields: Any, stacks: dict[str, list[tuple[int, int]]]) -> None:
    for name in stacks:
        seen = fields.seen["fields"][name]
        assert isinstance(seen, int | float | np.ndarray) and np.shape(seen) == (), "receptive_field returns no number"
        assert float(seen) == float(fields.expected["fields"][name]), (
            f"a wrong receptive field ({name}: {stacks[name]})"
        )


# receptive_field


@observe
def fields(learner: Any) -> dict[str, Any]:
    stacks = {name: list(stack) for name, stack in (CONVOLUTIONS | STRIDES | OWN_STRIDE).items()}
    found = {name: learner.receptive_field(stack) for name, stack in stacks.items()}
    return {"fields": found, "stacks": stacks, "by name": learner.receptive_field(layers=[(2, 2), (3, 1)])}


@check("receptive_field", points=0.6, hint="Each convolution lets a unit see a little further on either side.")
def test_field_of_convolutions(fields):
    assert_fields(fields, CONVOLUTIONS)


@check("receptive_field", points=0.8, hint="How many pixels lie between two neighboring units, after several strides?")
def test_field_with_strides(fields):
    assert_fields(fields, STRIDES)
    assert float(fields.seen["by name"]) == float(fields.expected["by name"]), (
        "a wrong receptive field ([(2, 2), (3, 1)])"
    )


@check("receptive_field", points=0.3, hint="What a window covers does not depend on where the next one starts.")
def test_field_of_a_single_layer(fields):
    assert_fields(fields, OWN_STRIDE)


@check("receptive_field", points=0.15, hint="Pixels are counted in whole numbers: of which type is your result?")
def test_field_is_an_int(fields):
    for field in [*fields.seen["fields"].values(), fields.seen["by name"]]:
        assert is_int(field), "receptive_field returns something else than an int"


@check("receptive_field", points=0.15, hint="The list of layers belongs to the caller: read it, and leave it as it is.")
def test_field_leaves_its_list_alone(fields):
    assert fields.seen["stacks"] == {**CONVOLUTIONS, **STRIDES, **OWN_STRIDE}, "the list of layers is changed"


# stack_params


@observe
def stacks(learner: Any) -> dict[str, list[Any]]:
    count = learner.stack_params
    return {
        "by default": [count(3, 64), count(1, 1), count(2, 5), count(n_convs=4, channels=3)],
        "kernels": [count(1, 64, 7), count(2, 5, 1), count(3, 7, kernel=5), count(kernel=2, channels=6, n_convs=4)],
    }


def assert_counts(stacks: Any, name: str) -> None:
    for seen, expected in zip(stacks.seen[name], stacks.expected[name], strict=True):
        assert isinstance(seen, int | float | np.ndarray) and np.shape(seen) == (), "stack_params returns no number"
        assert float(seen) == float(expected), f"a wrong number of parameters ({name})"


@check("stack_params", points=0.4, hint="Every filter looks at all channels, and every filter has its own bias.")
def test_stack_counts(stacks):
    assert_counts(stacks, "by default")


@check("stack_params", points=0.4, hint="A window has as many rows as columns; 3 is only the default.")
def test_stack_counts_other_kernels(stacks):
    assert_counts(stacks, "kernels")


@check("stack_params", points=0.2, hint="Ints in, an int out: parameters cannot be halved.")
def test_stack_count_is_an_int(stacks):
    for count in [count for counts in stacks.seen.values() for count in counts]:
        assert is_int(count), "stack_params returns something else than an int"


# vgg_block


@observe
def blocks(learner: Any, block_images: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name, (filters, n_convs, shape) in BLOCKS.items():
        named = {"n_convs": n_convs, "filters": filters}
        block = learner.vgg_block(**named) if name == "three" else learner.vgg_block(filters, n_convs)
        block(tf.constant(block_images[name]))  # creates its weights
        found[name] = {"graph": export(block, tf.TensorSpec([None, *shape]), training=True)}
    return found


@observe
def block_twins(learner: Any) -> int:
    """How many weights the blocks of two equal calls share."""
    import tensorflow as tf

    twins = [learner.vgg_block(3, 1) for _ in range(2)]
    for block in twins:
        block(tf.zeros((1, 4, 4, 2)))
    return shared_weights(*twins)


@evaluate
def block_graphs(blocks: Any, block_images: dict[str, np.ndarray], numbers: np.ndarray) -> dict[str, Any]:
    return {
        name: judged(
            block["graph"].with_weights(lambda _, row: filling(numbers, row["shape"], row["dtype"])),
            block_images[name],
        )
        for name, block in blocks.items()
    }


@check("vgg_block", points=0.5, hint="A kernel and a bias for every convolution, and 3×3 weights per pair of channels.")
def test_block_parameters(block_graphs):
    for name, (filters, n_convs, _) in BLOCKS.items():
        seen, expected = block_graphs.seen[name], block_graphs.expected[name]
        assert seen["sizes"] == expected["sizes"], (
            f"vgg_block({filters}, {n_convs}) has weights of {seen['sizes']} entries: not what was asked for"
        )


@check("vgg_block", points=0.4, hint="The convolutions keep height and width; the pooling halves them, once.")
def test_block_output_shape(block_graphs):
    for name, (filters, n_convs, shape) in BLOCKS.items():
        wanted = (3, shape[0] // 2, shape[1] // 2, filters)
        what = f"the output of vgg_block({filters}, {n_convs}) for images {shape}"
        assert_shape(block_graphs.seen[name]["outputs"], wanted, what=what)


@check(
    "vgg_block", points=0.7, hint="What follows every convolution, in which order, and which number does a pool keep?"
)
def test_block_outputs(block_graphs):
    for name, (filters, n_convs, _) in BLOCKS.items():
        seen, expected = block_graphs.seen[name]["outputs"], block_graphs.expected[name]["outputs"]
        assert_close(seen, expected, atol=1e-4, rtol=1e-3, what=f"the output of vgg_block({filters}, {n_convs})")


@check("vgg_block", points=0.2, hint="All kernels and biases of the block should train, and Keras should know them.")
def test_block_trains(block_graphs, block_twins):
    for name in BLOCKS:
        assert_trains(block_graphs.seen[name], name)
    assert not block_twins.seen, f"the blocks of two equal calls share {block_twins.seen} weights"


@check("vgg_block", points=0.2, hint="Convolutions and a pooling: the block has no other layers, in training neither.")
def test_block_has_no_noise(block_graphs):
    for name in BLOCKS:
        assert_no_noise(block_graphs.seen[name], name)


# vgg16


@contextmanager
def blank_starts() -> Iterator[None]:
    """Random initial weights are memory here that nobody touches, so that the largest model starts at once."""
    from types import SimpleNamespace

    import tensorflow as tf
    from keras.src.initializers import random_initializers

    def blank(shape: Any, *_: Any, dtype: Any = None, **__: Any) -> Any:
        return tf.raw_ops.Empty(shape=tuple(shape), dtype=tf.as_dtype(dtype or "float32"))

    drawing = random_initializers.random
    blanks = {"normal": blank, "truncated_normal": blank, "uniform": blank}
    random_initializers.random = SimpleNamespace(**{**vars(drawing), **blanks})
    try:
        yield
    finally:
        random_initializers.random = drawing


def blank_model(learner: Any, *arguments: Any) -> list[dict[str, Any]]:
    """What `vgg16` returns, listed. Some answers run a new model once on an image: in a graph that costs nothing.

    Not every right answer can be built inside a graph (one that also compiles it cannot): those run as usual.
    """
    import tensorflow as tf

    with blank_starts():
        try:
            with tf.__internal__.FuncGraph("blank").as_default():
                return listed(learner.vgg16(*arguments))
        except Exception:
            return listed(learner.vgg16(*arguments))


def listed(model: Any) -> list[dict[str, Any]]:
    """Shapes of the weights, and whether they train."""
    trainable = {id(weight) for weight in model.trainable_weights}
    return [{"shape": [int(n) for n in weight.shape], "trains": id(weight) in trainable} for weight in model.weights]


@observe
def standard(learner: Any) -> list[dict[str, Any]]:
    return blank_model(learner)


@observe
def for_ten(learner: Any) -> list[dict[str, Any]]:
    return blank_model(learner, (32, 32, 3), 10)


@observe
def oblong(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    with blank_starts():
        model = learner.vgg16(input_shape=OBLONG, n_classes=CLASSES)
        found = export(model, tf.TensorSpec([None, *OBLONG]), training=True)
    for row in found["variables"]:
        row["shape"] = list(np.shape(row.pop("value")))
    return {"definition": found.pop("__graph__"), **found}


@evaluate
def oblong_graph(oblong: Any, oblong_images: np.ndarray, numbers: np.ndarray) -> dict[str, Any]:
    from autograder.cleanroom import GraphModel

    rows = [{**row, "value": filling(numbers, row["shape"], row["dtype"])} for row in oblong["variables"]]
    graph = GraphModel({**oblong, "__graph__": oblong["definition"], "variables": rows})
    return judged(graph, oblong_images)


def assert_params(seen: list[dict[str, Any]], wanted: int, call: str) -> None:
    assert seen, f"{call} has no weights yet as it is returned: it is not built"
    params = sum(int(np.prod(row["shape"], dtype="int64")) for row in seen)
    assert params == wanted, f"{call} has {params:,} parameters: that is another number"
    trainable = sum(int(np.prod(row["shape"], dtype="int64")) for row in seen if row["trains"])
    assert trainable == wanted, f"only {trainable:,} of {params:,} parameters of {call} train"


@check(
    "vgg16", points=0.5, hint="Follow one image through the table: what has each block, what reaches the dense layers?"
)
def test_vgg16_parameters(for_ten):
    assert_params(for_ten.seen, 33_638_218, "vgg16((32, 32, 3), 10)")


@check(
    "vgg16", points=0.5, hint="Photos of 224×224 pixels, a thousand classes: at what size do they leave the last block?"
)
def test_vgg16_parameters_by_default(standard):
    assert_params(standard.seen, 138_357_544, "vgg16()")


@check(
    "vgg16",
    points=0.4,
    hint="Thirteen convolutions and three dense layers: how large is each, for images of other sizes and channels?",
)
def test_vgg16_layers(oblong_graph):
    seen, expected = oblong_graph.seen["sizes"], oblong_graph.expected["sizes"]
    assert seen == expected, f"vgg16({OBLONG}, {CLASSES}): the {len(seen)} weights are not those of VGG-16"


@check("vgg16", points=0.7, hint="Which layers bend, where are the poolings, and in which order does everything come?")
def test_vgg16_outputs(oblong_graph):
    seen, expected = oblong_graph.seen["outputs"], oblong_graph.expected["outputs"]
    assert_close(seen, expected, atol=1e-4, rtol=2e-3, what=f"what vgg16({OBLONG}, {CLASSES}) computes")


@check("vgg16", points=0.3, hint="One number for each class, and all numbers of an image add up to 1.")
def test_vgg16_probabilities(oblong_graph):
    assert_probabilities(oblong_graph.seen["outputs"], (2, CLASSES), f"vgg16({OBLONG}, {CLASSES})")


@check("vgg16", points=0.3, hint="Every one of the sixteen layers should learn.")
def test_vgg16_trains(oblong_graph):
    assert_trains(oblong_graph.seen, "vgg16")


@check("vgg16", points=0.2, hint="The paper's network has one more kind of layer, in training. Here it is left out.")
def test_vgg16_has_no_dropout(oblong_graph):
    assert_no_noise(oblong_graph.seen, "vgg16")


@check("vgg16", points=0.1, hint="A network of this size belongs on a GPU: use operations that it has, name no device.")
def test_vgg16_fits_a_gpu(oblong_graph):
    problems = oblong_graph.seen["gpu"]
    assert problems == [], f"this would not run on a GPU: {', '.join(problems)}"


# mini_vgg


@observe
def minis(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name, (arguments, named, shape, _, _) in MINIS.items():
        model = learner.mini_vgg(*arguments, **named)
        found[name] = {"listed": listed(model), "graph": export(model, tf.TensorSpec([None, *shape]), training=True)}
    return found


@observe
def mini_twins(learner: Any) -> int:
    """How many weights the networks of two equal calls share."""
    return shared_weights(*(learner.mini_vgg((8, 8, 1), 2, 2) for _ in range(2)))


@evaluate
def mini_graphs(minis: Any, mini_images: dict[str, np.ndarray], numbers: np.ndarray) -> dict[str, Any]:
    return {
        name: judged(
            mini["graph"].with_weights(lambda _, row: filling(numbers, row["shape"], row["dtype"])), mini_images[name]
        )
        for name, mini in minis.items()
    }


@check("mini_vgg", points=0.4, hint="Eight filters unless another width is asked for; count block by block.")
def test_mini_parameters_by_default(minis, mini_graphs):
    assert minis.seen["digits"]["listed"], "mini_vgg((28, 28, 1), 10) has no weights yet: it is not built"
    assert mini_graphs.seen["digits"]["params"] == 18_370, (
        f"mini_vgg((28, 28, 1), 10) has {mini_graphs.seen['digits']['params']:,} parameters: that is another number"
    )


@check("mini_vgg", points=0.3, hint="The filters double from block to block, whatever the width of the first one.")
def test_mini_layers(mini_graphs):
    for name, (_, _, shape, classes, width) in MINIS.items():
        seen, expected = mini_graphs.seen[name]["sizes"], mini_graphs.expected[name]["sizes"]
        assert seen == expected, f"mini_vgg({shape}, {classes}, {width}): its weights have other sizes than asked for"


@check("mini_vgg", points=0.6, hint="Three whole blocks, then the mean of each map: compare with the table.")
def test_mini_outputs(mini_graphs):
    for name, (_, _, shape, classes, width) in MINIS.items():
        seen, expected = mini_graphs.seen[name]["outputs"], mini_graphs.expected[name]["outputs"]
        what = f"what mini_vgg({shape}, {classes}, {width}) computes"
        assert_close(seen, expected, atol=1e-4, rtol=2e-3, what=what)


@check(
    "mini_vgg",
    points=0.3,
    hint="At the end there is one probability per class: which activation takes care of the sum?",
)
def test_mini_probabilities(mini_graphs):
    for name, (_, _, shape, classes, _) in MINIS.items():
        assert_probabilities(mini_graphs.seen[name]["outputs"], (3, classes), f"mini_vgg({shape}, {classes})")


@check("mini_vgg", points=0.2, hint="Nothing in this network is frozen, and nothing is hidden from Keras.")
def test_mini_trains(mini_graphs, mini_twins):
    for name in MINIS:
        assert_trains(mini_graphs.seen[name], name)
    assert not mini_twins.seen, f"the networks of two equal calls share {mini_twins.seen} weights"


@check("mini_vgg", points=0.2, hint="The blocks, an average, a dense layer: in training there is nothing else either.")
def test_mini_has_no_noise(mini_graphs):
    for name in MINIS:
        assert_no_noise(mini_graphs.seen[name], name)
