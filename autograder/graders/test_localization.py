"""Hidden checks of topic 14: boxes in two forms, IoU, a network with two heads, its loss, suppression, mean IoU."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_finite,
    assert_shape,
    attempt,
    check,
    evaluate,
    export,
    generator,
    observe,
    shared_weights,
    value_of,
)

READY_MADE = {
    "CombinedNonMaxSuppression",
    "GenerateBoundingBoxProposals",
    "NonMaxSuppression",
    "NonMaxSuppressionV2",
    "NonMaxSuppressionV3",
    "NonMaxSuppressionV4",
    "NonMaxSuppressionV5",
    "NonMaxSuppressionWithOverlaps",
}


def compare(observed: Any, names: tuple[str, ...], what: str, **tolerances: float) -> None:
    """Attempts of the submission and of the reference, one by one."""
    for name in names:
        seen = value_of(observed.seen["results"][name], f"{what} ({name})")
        assert_close(seen, observed.expected["results"][name]["value"], what=f"{what} ({name})", **tolerances)


def assert_float32(observed: Any, names: tuple[str, ...], what: str, scalar: bool = False) -> None:
    """Float32 arrays; where a scalar is asked for, a Python float is right too."""
    for name in names:
        seen = value_of(observed.seen["results"][name], f"{what} ({name})")
        if not (scalar and isinstance(seen, float)):
            assert_dtype(seen, "float32", what=f"{what} ({name})")


def accepted(observed: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without those whose tensor of another precision was refused, as a strict `tf.convert_to_tensor` does."""

    def refused(attempted: dict[str, Any]) -> bool:
        return attempted.get("raised") == "ValueError" and "conversion requested dtype" in attempted["message"]

    return tuple(name for name in names if not refused(observed.seen["results"][name]))


def some_boxes(draw: np.random.Generator, n: int) -> np.ndarray:
    """Boxes `(n, 4)` with corners in order, sides of a tenth and more."""
    low = draw.uniform(0, 0.5, (n, 2))
    return np.concatenate([low, low + draw.uniform(0.1, 0.5, (n, 2))], axis=1).astype("float32")


# to_corners and to_centers


@pytest.fixture(scope="module")
def quadruples(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "quadruples")
    shapes = {
        "one box": (4,),
        "a list of boxes": (5, 4),
        "four boxes": (4, 4),
        "a batch of lists": (2, 3, 4),
        "four leading axes": (2, 1, 3, 2, 4),
        "no boxes": (0, 4),
        "no lists": (2, 0, 4),
    }
    found = {name: draw.uniform(0.1, 0.9, shape).astype("float32") for name, shape in shapes.items()}
    return {**found, "outside the image": draw.normal(0, 3, (6, 4)).astype("float32")}


def converted(function: Any, quadruples: dict[str, np.ndarray]) -> dict[str, Any]:
    """One of the two functions on all boxes and on other forms of input, and an argument afterwards."""
    import tensorflow as tf

    x = quadruples["a list of boxes"]
    argument = x.copy()
    results = {name: attempt(function, tf.constant(boxes)) for name, boxes in quadruples.items()}
    results["float64"] = attempt(function, tf.constant(x, tf.float64))
    results["float16"] = attempt(function, tf.constant(x, tf.float16))
    results["an array"] = attempt(function, argument)
    results["a float64 array"] = attempt(function, x.astype("float64"))
    results["a keyword"] = attempt(function, boxes=tf.constant(x))
    return {"results": results, "argument": argument}


@observe
def corners(learner: Any, quadruples: dict[str, np.ndarray]) -> dict[str, Any]:
    return converted(learner.to_corners, quadruples)


@observe
def centers(learner: Any, quadruples: dict[str, np.ndarray]) -> dict[str, Any]:
    return converted(learner.to_centers, quadruples)


@observe
def there_and_back(learner: Any, quadruples: dict[str, np.ndarray]) -> dict[str, Any]:
    import tensorflow as tf

    both = {}
    for name in ("four boxes", "outside the image"):
        x = tf.constant(quadruples[name])
        both[name] = [learner.to_corners(learner.to_centers(x)), learner.to_centers(learner.to_corners(x))]
    return both


FORMS = ("float64", "float16", "an array", "a float64 array", "a keyword")


@check("to_corners", points=0.25, hint="Half of the width lies to each side of the center, and half of the height.")
def test_corners_from_centers(corners):
    compare(corners, ("a list of boxes", "four boxes"), "to_corners")


@check("to_corners", points=0.25, hint="The center is in the middle of the corners; the width is their distance.")
def test_centers_from_corners(centers):
    compare(centers, ("a list of boxes", "four boxes"), "to_centers")


@check("to_corners", points=0.15, hint="The numbers of a box are on the last axis, and one box has no other axis.")
def test_boxes_of_any_leading_axes(corners, centers):
    names = ("one box", "a batch of lists", "four leading axes", "no boxes", "no lists")
    compare(corners, names, "to_corners")
    compare(centers, names, "to_centers")


@check("to_corners", points=0.15, hint="There and back is where you came from, for boxes outside or reversed as well.")
def test_boxes_there_and_back(there_and_back, quadruples, corners, centers):
    compare(corners, ("outside the image",), "to_corners")
    compare(centers, ("outside the image",), "to_centers")
    for name, (one, other) in there_and_back.seen.items():
        assert_close(one, quadruples[name], what="to_corners of to_centers")
        assert_close(other, quadruples[name], what="to_centers of to_corners")


@check("to_corners", points=0.1, hint="Boxes may be arrays, or tensors of another precision; float32 comes back.")
def test_boxes_of_any_form(corners, centers):
    for observed, what in ((corners, "to_corners"), (centers, "to_centers")):
        forms = accepted(observed, FORMS)
        compare(observed, forms, what)
        assert_float32(observed, ("one box", *forms), what)


@check("to_corners", points=0.1, hint="Writing into a slice of the argument changes the caller's boxes.")
def test_boxes_keep_their_argument(corners, centers, quadruples):
    for observed in (corners, centers):
        same = np.array_equal(observed.seen["argument"], quadruples["a list of boxes"])
        assert same, "the array of boxes that was passed in has changed"


# iou


@pytest.fixture(scope="module")
def tables(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Name -> two arrays of boxes."""
    draw = generator(run_seed, "tables")
    some, other = some_boxes(draw, 4), some_boxes(draw, 7)
    swapped, x_reversed, y_reversed = some[:, [2, 3, 0, 1]], some[:, [2, 1, 0, 3]], some[:, [0, 3, 2, 1]]
    center = draw.uniform(0.3, 0.7, (5, 2))
    side = draw.uniform(0.05, 0.1, (5, 2))
    inner = np.concatenate([center - side, center + side], axis=1).astype("float32")
    outer = np.concatenate([center - 2 * side, center + 3 * side], axis=1).astype("float32")
    x, y, w, h = draw.integers(1, 9, (4, 3)) / 16
    cell = np.stack([x, y, x + w, y + h], axis=1)
    right, below = cell + np.stack([w, 0 * w, w, 0 * w], axis=1), cell + np.stack([0 * h, h, 0 * h, h], axis=1)
    # on a grid so fine that areas are 5e-8 to 9e-8, and so near to 0 that float32 holds their corners exactly
    corner = draw.integers(0, 900, (5, 2))
    tiny = np.concatenate([corner, corner + draw.integers(236, 315, (5, 2))], axis=1) / 2**20
    points = np.concatenate([center, center], axis=1)
    lines = np.concatenate([center, center + side * [1, 0]], axis=1)
    cases = {
        "some boxes": (some, other),
        "one and many": (some[:1], other),
        "many and one": (other, some[:1]),
        "equal boxes": (some, some),
        "nested boxes": (inner, outer),
        "boxes apart": (some * 0.4, some * 0.4 + 0.55),
        "boxes apart in one direction": (some * [0.4, 1, 0.4, 1], some * [0.4, 1, 0.4, 1] + [0.55, 0, 0.55, 0]),
        "boxes that touch": (cell, np.concatenate([right, below])),
        "points": (points, np.concatenate([points, outer])),
        "lines": (lines, np.concatenate([lines, outer])),
        "empty boxes far apart": (points[:2], points[2:] + 5),
        "reversed boxes": (swapped, np.concatenate([swapped, some])),
        "boxes reversed along x": (x_reversed, np.concatenate([x_reversed, some, other])),
        "boxes reversed along y": (y_reversed, np.concatenate([y_reversed, some, swapped])),
        "no boxes in a": (some[:0], other),
        "no boxes in b": (some, other[:0]),
        "no boxes at all": (some[:0], other[:0]),
        "tiny boxes": (tiny, np.concatenate([tiny, tiny + [0, 100 / 2**20] * 2])),
        "boxes in pixels": (some * 640, other * 640),
        "boxes beside the image": (some - 0.7, other - 0.7),
    }
    return {name: (a.astype("float32"), b.astype("float32")) for name, (a, b) in cases.items()}


@observe
def overlaps(learner: Any, tables: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.iou
    results = {name: attempt(function, tf.constant(a), tf.constant(b)) for name, (a, b) in tables.items()}
    a, b = tables["some boxes"]
    given = (a.copy(), b.copy())
    results["float64"] = attempt(function, tf.constant(a, tf.float64), tf.constant(b, tf.float64))
    results["float16"] = attempt(function, tf.constant(a, tf.float16), tf.constant(b, tf.float16))
    results["arrays"] = attempt(function, *given)
    results["an array of each precision"] = attempt(function, a.astype("float64"), b)
    results["keywords"] = attempt(function, b=tf.constant(b), a=tf.constant(a))
    return {"results": results, "arguments": given}


@observe
def overlap_slopes(learner: Any, tables: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    """Gradients of the sum of a table, where there are any."""
    import tensorflow as tf

    def slopes(a: Any, b: Any) -> Any:
        a, b = tf.constant(a), tf.constant(b)
        with tf.GradientTape() as tape:
            tape.watch([a, b])
            total = tf.reduce_sum(tf.convert_to_tensor(learner.iou(a, b)))
        return tape.gradient(total, [a, b])

    names = ("some boxes", "equal boxes", "boxes apart", "boxes that touch", "points", "lines", "empty boxes far apart")
    return {name: attempt(slopes, *tables[name]) for name in (*names, "reversed boxes", "boxes reversed along x")}


@check("iou", points=0.6, hint="The larger of the left sides, the smaller of the right ones: that is the intersection.")
def test_iou_values(overlaps):
    compare(overlaps, ("some boxes", "one and many", "many and one"), "iou")


@check("iou", points=0.3, hint="Two boxes share an area once: the union counts it once, too.")
def test_iou_of_equal_and_nested_boxes(overlaps):
    compare(overlaps, ("equal boxes", "nested boxes"), "iou")


@check(
    "iou", points=0.35, hint="Boxes that are apart in both directions: what is the sign of each side, and of the area?"
)
def test_iou_of_boxes_apart(overlaps):
    names = ("boxes apart", "boxes apart in one direction", "boxes that touch")
    compare(overlaps, names, "iou")


@check("iou", points=0.3, hint="A point or a line has no area. The union can be 0 as well, and 0/0 is not a number.")
def test_iou_without_area(overlaps):
    compare(overlaps, ("points", "lines", "empty boxes far apart"), "iou")


@check("iou", points=0.25, hint="Where x_min is greater than x_max the side is 0, not negative, and not turned around.")
def test_iou_of_reversed_boxes(overlaps):
    compare(overlaps, ("reversed boxes", "boxes reversed along x", "boxes reversed along y"), "iou")


@check("iou", points=0.15, hint="A table of no rows, or of no columns, is a table still: what is its shape?")
def test_iou_of_no_boxes(overlaps):
    compare(overlaps, ("no boxes in a", "no boxes in b", "no boxes at all"), "iou")


@check(
    "iou",
    points=0.2,
    hint="IoU does not depend on the size. What do you add or compare that could be as large as an area?",
)
def test_iou_of_any_size(overlaps):
    compare(overlaps, ("tiny boxes",), "iou", atol=2e-3, rtol=2e-2)
    compare(overlaps, ("boxes in pixels", "boxes beside the image"), "iou")


@check("iou", points=0.15, hint="The branch that is not taken has a gradient too: what is that of 0/0?")
def test_iou_gradients_are_finite(overlap_slopes):
    for name, seen in overlap_slopes.seen.items():
        slopes = value_of(seen, f"the gradient of iou ({name})")
        for slope in slopes:
            if slope is not None:  # nobody asks for a gradient, but one that comes has to be a number
                assert_finite(slope, what=f"the gradient of iou ({name})")


@check("iou", points=0.1, hint="Boxes in arrays and in other precisions make the same table, in float32.")
def test_iou_of_any_form(overlaps):
    names = accepted(overlaps, ("float64", "arrays", "an array of each precision", "keywords"))
    half = accepted(overlaps, ("float16",))
    compare(overlaps, names, "iou")
    compare(overlaps, half, "iou", atol=1e-4)
    assert_float32(overlaps, ("some boxes", "no boxes in a", *half, *names), "iou")


@check("iou", points=0.1, hint="Clipping in place would mend the caller's boxes, too.")
def test_iou_keeps_its_arguments(overlaps, tables):
    same = all(np.array_equal(*pair) for pair in zip(overlaps.seen["arguments"], tables["some boxes"], strict=True))
    assert same, "an array of boxes that was passed in has changed"


# localizer


def shape_key(shape: Any) -> str:
    return "x".join(str(side) for side in shape)


def without_ones(shape: Any) -> list[int]:
    """A shape; that of a bias whose axes but the last have one entry each, as (1, 1, 1, 16), without these."""
    return list(shape[-1:]) if np.prod(shape[:-1]) == 1 else list(shape)


@pytest.fixture(scope="module")
def own_weights(run_seed: int) -> dict[str, np.ndarray]:
    """Random weights for (64, 64, 3) and 3 classes, by shape, so that the order of the layers does not matter."""
    draw = generator(run_seed, "weights")
    table = {}
    inputs = 3
    for filters in (16, 32, 64, 64):
        table[shape_key((3, 3, inputs, filters))] = draw.normal(0, (2 / (9 * inputs)) ** 0.5, (3, 3, inputs, filters))
        inputs = filters
    for shape in ((1024, 64), (64, 3), (64, 4)):
        table[shape_key(shape)] = draw.normal(0, 2 / shape[0] ** 0.5, shape)
    for size in (16, 32, 64, 3, 4):
        table[shape_key((size,))] = draw.normal(0, 0.1, size)
    table["4"] += [1, 1, -1, -1]  # many boxes come out reversed, as they may
    # both heads may be one layer whose outputs are split: its columns come in either order
    for end in ("64x", ""):
        heads = [table[f"{end}3"], table[f"{end}4"]]
        table[f"{end}7"], table[f"{end}7, box first"] = (np.concatenate(part, axis=-1) for part in (heads, heads[::-1]))
    return {name: value.astype("float32") for name, value in table.items()}


@pytest.fixture(scope="module")
def pictures(run_seed: int) -> np.ndarray:
    """Images, the second of which leaves the range from 0 to 1 by far."""
    draw = generator(run_seed, "pictures")
    found = draw.random((5, 64, 64, 3), dtype="float32")
    found[1] = draw.normal(0, 4, found[1].shape)
    return found


@pytest.fixture(scope="module")
def moved(run_seed: int) -> np.ndarray:
    """One blob at four places of a black image; the places are multiples of the last map's stride apart."""
    blob = generator(run_seed, "blob").random((12, 12, 3), dtype="float32")
    images = np.zeros((4, 64, 64, 3), "float32")
    for image, (y, x) in zip(images, ((10, 10), (10, 42), (42, 10), (42, 42)), strict=True):
        image[y : y + 12, x : x + 12] = blob
    return images


@observe
def network(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    model = learner.localizer((64, 64, 3), 3)
    built = len(model.weights)
    image = tf.random.uniform((2, 64, 64, 3), seed=3)
    with tf.GradientTape(persistent=True) as tape:
        plain = model(image, training=False)
    training = model(image, training=True)
    both = zip(tf.nest.flatten(plain), tf.nest.flatten(training), strict=True)
    apart = [float(tf.reduce_max(tf.abs(one - other))) for one, other in both]
    keys = sorted(str(key) for key in plain) if isinstance(plain, dict) else []

    def unreached(output: Any) -> int:
        return sum(slope is None for slope in tape.gradient(output, model.trainable_variables))

    return {
        "model": export(model, tf.TensorSpec([None, 64, 64, 3])),
        "built": built,
        "weights": len(model.weights),
        "keys": keys,
        "apart": apart,
        "unreached": {key: attempt(unreached, plain[key]) for key in keys},
        "penalties": len(model.losses),
    }


@evaluate
def graph(network: Any, own_weights: Any, pictures: np.ndarray, moved: np.ndarray) -> dict[str, Any]:
    model = network["model"]

    def shape(row: dict[str, Any]) -> str:
        return shape_key(without_ones(row["shape"]))

    def is_kernel(row: dict[str, Any]) -> bool:
        return len(without_ones(row["shape"])) > 1

    def first_column(_: int, row: dict[str, Any]) -> Any:
        return 9.0 * (np.arange(7) == 0) if shape(row) == "7" else 0 * row["value"]

    end = ""
    if any(shape(row) == "7" for row in model.weights):
        found = model.with_weights(first_column)(pictures[:1])
        end = ", box first" if isinstance(found, dict) and np.max(found["box"]) > 0.9 else ""

    def ours(_: int, row: dict[str, Any]) -> Any:
        return own_weights.get(shape(row) + end, own_weights.get(shape(row), row["value"]))

    def unbiased(_: int, row: dict[str, Any]) -> Any:
        return ours(_, row) * is_kernel(row)

    def biases_alone(_: int, row: dict[str, Any]) -> Any:
        """What the box's activation makes of about 3 and -3, whatever the images and the draw."""
        return 3 * ours(_, row) * (not is_kernel(row))

    return {
        "params": model.count_params(),
        "trainable": model.trainable_params(),
        "untracked": model.untracked(),
        "even": sum(
            is_kernel(row) and shape(row) not in ("64x3", "64x4", "64x7") and np.ptp(row["value"]) == 0
            for row in model.weights
        ),
        "own": model(pictures),
        "ours": model.with_weights(ours)(pictures),
        "single": model.with_weights(ours)(pictures[1:2]),
        "moved": model.with_weights(unbiased)(moved),
        "biases alone": model.with_weights(biases_alone)(pictures[:1]),
        "problems": model.gpu_problems() + model.pinned_devices(),
    }


@observe
def other_networks(learner: Any) -> dict[str, Any]:
    import tensorflow as tf

    found = {}
    for name, shape, n_classes in (("wide", (32, 48, 1), 5), ("tall", (64, 16, 4), 2)):
        model = learner.localizer(input_shape=shape, n_classes=n_classes)
        output = model(tf.ones((2, *shape)))
        found[name] = {
            "weights": [without_ones(weight.shape) for weight in model.weights],
            "label": output.get("label") if isinstance(output, dict) else None,
            "box": output.get("box") if isinstance(output, dict) else None,
        }
    found["shared"] = shared_weights(learner.localizer((64, 16, 4), 2), model)
    return found


def body_and_heads(shapes: Any) -> tuple[list[list[int]], int]:
    """Shapes of the weights up to the dense layer in order, and how many outputs the layers behind it have together."""
    small = [shape for shape in shapes if shape[:-1] in ([], [64]) and shape[-1] < 10]
    return sorted(shape for shape in shapes if shape not in small), sum(shape[-1] for shape in small)


def outputs_of(graph: Any, name: str) -> dict[str, Any]:
    seen = graph.seen[name]
    assert isinstance(seen, dict), "the model should return a dict with the keys label and box"
    assert sorted(map(str, seen)) == ["box", "label"], (
        "the dict that the model returns has other keys than label and box"
    )
    return seen


@check(
    "localizer", points=0.2, hint="The two outputs have names: the model returns a dict with the keys label and box."
)
def test_localizer_outputs_by_name(graph, network):
    seen = outputs_of(graph, "own")
    assert network.seen["keys"] == ["box", "label"], "the dict that the model returns has other keys than label and box"
    for name in ("label", "box"):
        assert_shape(seen[name], graph.expected["own"][name].shape, what=f"the output {name}")


@check(
    "localizer", points=0.3, hint="Count layer by layer: which one has 65,600 parameters, and is there one such layer?"
)
def test_localizer_parameters(graph):
    seen = graph.seen["params"]
    assert seen == graph.expected["params"], f"the model has {seen:,} parameters, not the number in the lesson"
    assert not graph.seen["untracked"], "Keras does not know of some variables of the model: they would never learn"


@check("localizer", points=0.1, hint="Everything in this network learns.")
def test_localizer_trains_throughout(graph, network):
    assert graph.seen["trainable"] == graph.seen["params"], "some weights of the model do not train"
    assert not graph.seen["even"], "all weights of a layer start equal: its outputs would never become different"
    outputs_of(graph, "own")
    for head, attempted in network.seen["unreached"].items():
        unreached = value_of(attempted, f"the gradient of the output {head}")
        assert unreached <= network.expected["unreached"][head]["value"], (
            f"some weights do not learn from the output {head}: no gradient reaches them"
        )


@check(
    "localizer",
    points=0.2,
    hint="Probabilities of classes exclude each other and add up to 1: which activation does that?",
)
def test_localizer_label_is_a_distribution(graph):
    for name in ("own", "ours"):
        label = np.asarray(outputs_of(graph, name)["label"])
        assert_shape(label, graph.expected[name]["label"].shape, what="the output label")
        assert_finite(label, what="the output label")
        assert label.min() >= 0, "the output label holds negative numbers"
        assert np.allclose(label.sum(axis=-1), 1, atol=1e-4), "the probabilities of an image do not add up to 1"


@check("localizer", points=0.15, hint="Each coordinate is a number from 0 to 1 by itself.")
def test_localizer_box_in_fractions(graph):
    sums = []
    for name in ("ours", "biases alone"):
        box = np.asarray(outputs_of(graph, name)["box"])
        assert_shape(box, graph.expected[name]["box"].shape, what="the output box")
        assert box.min() >= 0, "the output box holds negative numbers"
        assert box.max() <= 1, "the output box leaves the image"
        sums += box.sum(axis=-1).ravel().tolist()
    assert not np.allclose(sums, 1, atol=1e-3), "the four numbers of a box always add up to 1"


@check(
    "localizer", points=0.4, hint="Same padding, relu behind every convolution and the dense layer, max-pooling of 2."
)
def test_localizer_computes_as_described(graph):
    for name in ("ours", "single"):
        seen = outputs_of(graph, name)
        for head in ("label", "box"):
            what = f"the output {head}, with weights of our own,"
            assert_close(seen[head], graph.expected[name][head], atol=2e-4, rtol=1e-3, what=what)


@check(
    "localizer",
    points=0.3,
    hint="When the object moves, the box has to move. Which layer forgets where it has seen something?",
)
def test_localizer_sees_where(graph):
    box = np.asarray(outputs_of(graph, "moved")["box"], dtype="float64")
    expected = np.asarray(graph.expected["moved"]["box"], dtype="float64")
    assert_shape(box, expected.shape, what="the output box")
    motion, needed = np.ptp(box, axis=0).max(), np.ptp(expected, axis=0).max()
    assert motion > 0.3 * needed, "the box hardly moves when the object moves across the image"


@check(
    "localizer", points=0.15, hint="Sizes, channels and classes are arguments: nothing may be written down as a number."
)
def test_localizer_other_sizes(other_networks):
    for name in ("wide", "tall"):
        seen, expected = other_networks.seen[name], other_networks.expected[name]
        assert body_and_heads(seen["weights"]) == body_and_heads(expected["weights"]), (
            "for another size the weights have other shapes than they should"
        )
        for head in ("label", "box"):
            assert_shape(seen[head], expected[head].shape, what=f"the output {head} for another size")
        for head in ("label", "box"):
            assert np.min(seen[head]) >= 0 and np.max(seen[head]) <= 1, (
                f"the output {head} leaves the range from 0 to 1"
            )
        assert np.allclose(seen["label"].sum(axis=-1), 1, atol=1e-4), "the probabilities of an image do not add up to 1"
    assert not other_networks.seen["shared"], "two networks of the same size share their weights"


@check("localizer", points=0.1, hint="A subclassed model has no weights before it has seen an input: build it first.")
def test_localizer_is_built(network):
    assert network.seen["built"] and network.seen["built"] == network.seen["weights"], (
        "the model is not built when it is returned"
    )


@check(
    "localizer", points=0.1, hint="No layer of this network behaves differently in training; and it runs on any device."
)
def test_localizer_has_nothing_else(graph, network):
    apart = max(network.seen["apart"])
    assert apart < 1e-4, "the model computes something else in training than in inference"
    assert not network.seen["penalties"], "the model adds penalties of its own to the loss"
    assert not graph.seen["problems"], f"the model cannot run on any GPU: {', '.join(graph.seen['problems'])}"


# localization_loss


@pytest.fixture(scope="module")
def answers(run_seed: int) -> dict[str, tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]:
    """Name -> (y_true, y_pred)."""
    draw = generator(run_seed, "answers")

    def answer(n: int, n_classes: int, spread: float = 1.5) -> Any:
        logits = draw.normal(0, spread, (n, n_classes))
        chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        labels = draw.permutation(np.arange(n) % n_classes).astype("int32")
        return (
            {"label": labels, "box": some_boxes(draw, n)},
            {"label": chances.astype("float32"), "box": some_boxes(draw, n)},
        )

    def sure(chance: float, right: bool = False) -> Any:
        true, predicted = answer(3, 3)
        told = np.full((3, 3), chance / 2 if right else chance)
        other = (true["label"] + (0 if right else 1)) % 3
        told[np.arange(3), other] = 1 - 2 * (chance / 2 if right else chance)
        return true, {**predicted, "label": told.astype("float32")}

    perfect, _ = answer(4, 4)
    return {
        "six images": answer(6, 3),
        "four images": answer(4, 4),
        "one image": answer(1, 5),
        "many classes": answer(3, 11),
        "two classes": answer(7, 2),
        "a perfect prediction": (
            perfect,
            {"label": np.eye(4, dtype="float32")[perfect["label"]], "box": perfect["box"]},
        ),
        "probability 0": sure(0.0),
        "probability 1e-12": sure(1e-12),
        "probability 2e-7": sure(2e-7),
        "probability 1": sure(0.0, right=True),
    }


@observe
def losses(learner: Any, answers: dict[str, Any]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.localization_loss

    def told(answer: Any, labels: Any = tf.int32, numbers: Any = tf.float32) -> Any:
        true, predicted = answer
        return (
            {"label": tf.constant(true["label"], labels), "box": tf.constant(true["box"], numbers)},
            {"label": tf.constant(predicted["label"], numbers), "box": tf.constant(predicted["box"], numbers)},
        )

    answer = answers["six images"]
    results = {name: attempt(function, *told(one)) for name, one in answers.items()}
    for weight in (0.0, 1.0, 0.25, 10, 250.0):
        results[f"box_weight {weight}"] = attempt(function, *told(answer), box_weight=weight)
    results["a positional weight"] = attempt(function, *told(answer), 3.5)
    results["int64 labels"] = attempt(function, *told(answer, labels=tf.int64))
    results["float64"] = attempt(function, *told(answer, numbers=tf.float64))
    results["arrays"] = attempt(function, *[dict(one) for one in answer])
    results["int64 arrays"] = attempt(
        function,
        {"label": answer[0]["label"].astype("int64"), "box": answer[0]["box"].astype("float64")},
        {name: value.astype("float64") for name, value in answer[1].items()},
    )
    swapped = [dict(reversed(list(one.items()))) for one in told(answer)]
    results["keywords"] = attempt(function, y_pred=swapped[1], y_true=swapped[0], box_weight=2.0)
    dicts = [dict(one) for one in told(answer)]
    arrays = [{name: value.copy() for name, value in one.items()} for one in answer]
    attempt(function, *dicts)
    attempt(function, *arrays)
    same = all(
        list(one) == list(other) and all(np.array_equal(one[name], other[name]) for name in other)
        for given in (dicts, arrays)
        for one, other in zip(given, answer, strict=True)
    )
    return {"results": results, "unchanged": bool(same)}


@observe
def loss_slopes(learner: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """Gradients with respect to the box and to logits whose softmax is the label's probabilities."""
    import tensorflow as tf

    def slopes(name: str, weight: float) -> Any:
        true, predicted = answers[name]
        logits, box = tf.math.log(tf.constant(predicted["label"]) + 1e-30), tf.constant(predicted["box"])
        with tf.GradientTape() as tape:
            tape.watch([logits, box])
            outputs = {"label": tf.nn.softmax(logits), "box": box}
            targets = {"label": tf.constant(true["label"]), "box": tf.constant(true["box"])}
            loss = learner.localization_loss(targets, outputs, weight)
        return dict(zip(("logits", "box"), tape.gradient(loss, [logits, box]), strict=True))

    cases = (("six images", 1.0), ("many classes", 7.0), ("one image", 0.5))
    names = ("probability 0", "probability 1e-12", "a perfect prediction")
    return {
        "plain": [attempt(slopes, *case) for case in cases],
        "extreme": {name: attempt(slopes, name, 1.0) for name in names},
    }


@check(
    "localization_loss",
    points=0.4,
    hint="Cross-entropy: minus the logarithm of the true class's probability, on average.",
)
def test_loss_values(losses):
    names = ("six images", "four images", "one image", "many classes", "two classes")
    compare(losses, names, "localization_loss")


@check(
    "localization_loss",
    points=0.3,
    hint="The weight multiplies the mean squared error of the boxes, and nothing else; by default it is 1.",
)
def test_loss_weighs_the_box(losses):
    names = [name for name in losses.expected["results"] if name.startswith("box_weight")]
    compare(losses, (*names, "a positional weight"), "localization_loss")


@check(
    "localization_loss",
    points=0.2,
    hint="A probability of 0 is raised to 1e-7 before the logarithm; one above 1e-7 stays as it is.",
)
def test_loss_clips_probabilities(losses):
    names = ("probability 0", "probability 1e-12", "probability 2e-7", "probability 1", "a perfect prediction")
    compare(losses, names, "localization_loss", atol=1e-4, rtol=1e-3)


@check("localization_loss", points=0.1, hint="One number for the whole batch, whatever its size.")
def test_loss_is_a_scalar(losses):
    names = ("six images", "four images", "one image", "box_weight 0.0")
    for name in names:
        assert_shape(value_of(losses.seen["results"][name], "localization_loss"), (), what=f"the loss ({name})")
    assert_float32(losses, (*names, *accepted(losses, ("float64",))), "localization_loss", scalar=True)


@check(
    "localization_loss",
    points=0.3,
    hint="Both heads have to learn from this number: does a gradient reach their outputs?",
)
def test_loss_gradients(loss_slopes):
    for seen, expected in zip(loss_slopes.seen["plain"], loss_slopes.expected["plain"], strict=True):
        slopes = value_of(seen, "the gradient of localization_loss")
        for name, head in (("logits", "label"), ("box", "box")):
            assert slopes[name] is not None, f"no gradient reaches the predicted {head}"
            assert_close(slopes[name], expected["value"][name], what=f"the gradient with respect to the {head}")
    for name, seen in loss_slopes.seen["extreme"].items():
        slopes = value_of(seen, "the gradient of localization_loss")
        for slope in slopes.values():
            assert slope is not None, "no gradient reaches one of the predictions"
            assert_finite(slope, what=f"the gradient ({name})")


@check("localization_loss", points=0.1, hint="Labels come as int32 or int64, and the entries may be arrays.")
def test_loss_takes_any_form(losses):
    names = ("int64 labels", "float64", "arrays", "int64 arrays", "keywords")
    compare(losses, accepted(losses, names), "localization_loss")


@check(
    "localization_loss", points=0.1, hint="A dict is handed over, not given away: take nothing out and put nothing in."
)
def test_loss_keeps_its_arguments(losses):
    assert losses.seen["unchanged"], "the dicts that were passed in have changed"


# non_max_suppression


@pytest.fixture(scope="module")
def crowds(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray, float]]:
    """Name -> (boxes, scores, threshold); whole 64ths, so that every IoU compares exactly."""
    draw = generator(run_seed, "crowds")

    def crowd(n: int, spread: int = 20) -> np.ndarray:
        low = draw.integers(0, spread, (n, 2))
        return np.concatenate([low, low + draw.integers(8, 24, (n, 2))], axis=1) / 64

    def scores(n: int) -> np.ndarray:
        return draw.permutation(np.linspace(0.05, 0.95, n))

    square = np.array([0.0, 0.0, 1.0, 1.0])
    half, quarter = np.array([0.0, 0.0, 1.0, 0.5]), np.array([0.5, 0.5, 1.0, 1.0])
    apart = np.stack([square / 4 + shift for shift in (0, 0.25, 0.5, 0.75)])
    # pairs whose IoU is just below, at and just above one half
    halves = [[x, 0, x + 1, y] for x, y in ((0, 1), (0, 127 / 256), (2, 1), (2, 0.5), (4, 1), (4, 129 / 256))]
    grid = np.stack(np.meshgrid(np.arange(4), np.arange(13)), axis=-1).reshape(-1, 2) / 16
    steps = np.stack([np.array([i, 0, i + 6, 8]) / 64 for i in (0, 2, 4, 6, 8, 10)])
    turn = draw.permutation(6)
    boxes, points = crowd(14), np.repeat(draw.random((5, 2)), 2, axis=0)
    cases = {
        "a small crowd": (crowd(8, 12), scores(8), 0.5),
        "a crowd": (boxes, scores(14), 0.25),
        "a large crowd": (crowd(32), scores(32), 0.5),
        # above 3/4 by less than any two of these boxes are: at 3/4 itself float32 decides by the order of operations
        "a loose crowd": (crowd(14), scores(14), 0.75 + 1 / 4096),
        "equal boxes": (np.stack([boxes[0]] * 5), scores(5), 0.5),
        "a chain": (steps[turn], np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])[turn], 0.25),
        "a chain from the middle": (steps[turn], np.array([0.5, 0.7, 0.9, 0.8, 0.6, 0.4])[turn], 0.25),
        "IoU at the threshold": (np.stack([half, square]), np.array([0.3, 0.9]), 0.5),
        "IoU at another threshold": (np.stack([square, quarter, half]), np.array([0.9, 0.8, 0.1]), 0.25),
        "IoU about one half": (np.array(halves), scores(6), 0.5),
        "threshold 1": (np.stack([square, square, half]), np.array([0.2, 0.9, 0.5]), 1.0),
        "threshold 0": (np.concatenate([apart, boxes[:3]]), scores(7), 0.0),
        "boxes apart": (apart, np.array([0.2, 0.9, 0.1, 0.5]), 0.0),
        "many boxes apart": (np.concatenate([grid, grid + 1 / 16], axis=1), scores(52), 0.5),
        "equal scores": (apart, np.full(4, 0.5), 0.5),
        "equal scores of equal boxes": (np.stack([square, half * 0.9, square, square]), np.full(4, 0.7), 0.25),
        "close scores": (apart, 0.5 + np.array([1, 3, 0, 2]) / 2**20, 0.5),
        "some equal scores": (crowd(16, 40), draw.integers(1, 5, 16) / 8, 0.5),
        "negative scores": (boxes, -100 * scores(14), 0.25),
        "large scores": (boxes, 1e4 * scores(14) - 3e3, 0.25),
        "points": (np.concatenate([points, points], axis=1), scores(10), 0.5),
        "points, threshold 0": (np.concatenate([points, points], axis=1), scores(10), 0.0),
        "reversed boxes": (np.concatenate([boxes[:4][:, [2, 3, 0, 1]]] * 2), scores(8), 0.5),
        "one box": (boxes[:1], np.array([0.4]), 0.5),
        "one box of score 0": (boxes[:1], np.array([0.0]), 0.5),
        "boxes in pixels": (boxes * 640, scores(14), 0.5),
        "no boxes": (boxes[:0], np.zeros(0), 0.5),
    }
    return {name: (a.astype("float32"), b.astype("float32"), c) for name, (a, b, c) in cases.items()}


@observe(seconds=40)
def suppressed(learner: Any, crowds: dict[str, tuple[np.ndarray, np.ndarray, float]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.non_max_suppression
    results = {
        name: attempt(function, tf.constant(boxes), tf.constant(scores), threshold)
        for name, (boxes, scores, threshold) in crowds.items()
    }
    boxes, scores, _ = crowds["a small crowd"]
    given = (boxes.copy(), scores.copy())
    results["arrays"] = attempt(function, *given)
    results["float64 arrays"] = attempt(function, boxes.astype("float64"), scores.astype("float64"))
    results["float64"] = attempt(function, tf.constant(boxes, tf.float64), tf.constant(scores, tf.float64))
    results["keywords"] = attempt(function, iou_threshold=0.25, scores=tf.constant(scores), boxes=tf.constant(boxes))
    for name in ("a small crowd", "IoU about one half"):
        results[f"{name}, by default"] = attempt(function, *[tf.constant(given) for given in crowds[name][:2]])
    results["no boxes, arrays"] = attempt(function, boxes[:0], scores[:0])
    return {"results": results, "arguments": given}


@observe
def suppression_ops(learner: Any, crowds: dict[str, tuple[np.ndarray, np.ndarray, float]]) -> list[str]:
    """Op types that run, in eager mode and in graphs that the function makes itself."""
    import tensorflow as tf
    from tensorflow.python.framework import op_callbacks

    seen = set()

    def note(op_type: Any, inputs: Any, attrs: Any, outputs: Any, op_name: Any = None, graph: Any = None) -> None:
        seen.add(op_type.decode() if isinstance(op_type, bytes) else str(op_type))

    boxes, scores, _ = crowds["a small crowd"]
    op_callbacks.add_op_callback(note)
    try:
        learner.non_max_suppression(tf.constant(boxes[:7]), tf.constant(scores[:7]), 0.375)
    finally:
        op_callbacks.remove_op_callback(note)
    return sorted(seen)


def compare_kept(suppressed: Any, names: tuple[str, ...]) -> None:
    compare(suppressed, names, "non_max_suppression")


@check(
    "non_max_suppression", points=0.45, hint="Keep the best box that is left, drop those that overlap it, and repeat."
)
def test_suppression_keeps_the_best(suppressed):
    compare_kept(suppressed, ("a small crowd", "a crowd", "a large crowd", "many boxes apart", "equal boxes"))


@check(
    "non_max_suppression", points=0.25, hint="A box that has been dropped drops no other: only the boxes kept count."
)
def test_suppression_is_greedy(suppressed):
    compare_kept(suppressed, ("a chain", "a chain from the middle"))


@check(
    "non_max_suppression",
    points=0.2,
    hint="The indices come in the order of the scores, which need not be the order of the boxes.",
)
def test_suppression_best_first(suppressed):
    compare_kept(suppressed, ("boxes apart", "a loose crowd"))


@check("non_max_suppression", points=0.2, hint="Is your sorting stable, and is it still when it is turned around?")
def test_suppression_ties(suppressed):
    compare_kept(suppressed, ("equal scores", "equal scores of equal boxes", "some equal scores"))


@check(
    "non_max_suppression",
    points=0.2,
    hint="Above the threshold is not at the threshold: try boxes whose IoU equals it.",
)
def test_suppression_at_the_threshold(suppressed):
    names = ("IoU at the threshold", "IoU at another threshold", "IoU about one half", "threshold 1", "threshold 0")
    compare_kept(suppressed, names)


@check("non_max_suppression", points=0.15, hint="The threshold is an argument, and 0.5 when it is not given.")
def test_suppression_threshold(suppressed):
    defaults = ("a small crowd, by default", "IoU about one half, by default")
    compare_kept(suppressed, ("a loose crowd", "a crowd", *defaults, "keywords"))


@check(
    "non_max_suppression",
    points=0.1,
    hint="Scores are any numbers, below 0 as well: which value could mark a box as done?",
)
def test_suppression_any_scores(suppressed):
    compare_kept(suppressed, ("negative scores", "large scores", "close scores", "one box of score 0"))


@check(
    "non_max_suppression",
    points=0.1,
    hint="Boxes without area overlap nothing, not even themselves; and pixels are no fractions.",
)
def test_suppression_odd_boxes(suppressed):
    compare_kept(suppressed, ("points", "points, threshold 0", "reversed boxes", "boxes in pixels", "one box"))


@check("non_max_suppression", points=0.1, hint="No boxes in, no indices out: a list of integers that is empty.")
def test_suppression_of_no_boxes(suppressed):
    for name in ("no boxes", "no boxes, arrays"):
        seen = value_of(suppressed.seen["results"][name], f"non_max_suppression ({name})")
        assert_shape(seen, (0,), what=f"the result ({name})")
        assert_dtype(seen, "int32", what=f"the result ({name})")


@check("non_max_suppression", points=0.1, hint="Boxes and scores may be arrays or float64; the indices are int32.")
def test_suppression_of_any_form(suppressed):
    names = accepted(suppressed, ("arrays", "float64 arrays", "float64"))
    compare_kept(suppressed, names)
    for name in ("a crowd", "one box", *names):
        assert_dtype(value_of(suppressed.seen["results"][name], name), "int32", what="the list of indices")


@check("non_max_suppression", points=0.1, hint="Sort a copy, and cross out on a list of your own.")
def test_suppression_keeps_its_arguments(suppressed, crowds):
    same = all(
        np.array_equal(*pair) for pair in zip(suppressed.seen["arguments"], crowds["a small crowd"][:2], strict=True)
    )
    assert same, "the boxes or scores that were passed in have changed"


@check("non_max_suppression", points=0.05, hint="By hand: sorting and comparing, but not TensorFlow's own suppression.")
def test_suppression_by_hand(suppression_ops):
    ready = sorted(READY_MADE & set(suppression_ops.seen))
    assert not ready, f"a ready-made operation runs: {', '.join(ready)}"


# mean_iou_of_boxes


@pytest.fixture(scope="module")
def rows(run_seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    draw = generator(run_seed, "rows")
    some, other = some_boxes(draw, 7), some_boxes(draw, 7)
    apart = np.where(np.arange(7)[:, None] % 2, some, some * 0.3 + 2)
    reverse = np.where(np.arange(7)[:, None] % 3, some, some[:, [2, 1, 0, 3]])
    points = np.where(np.arange(7)[:, None] % 2, some, some[:, [0, 1, 0, 1]])
    cases = {
        "seven rows": (some, other),
        "equal boxes": (some, some),
        "shifted boxes": (some, some + 0.03),
        "turned rows": (some, some[::-1]),
        "some apart": (some, apart),
        "all apart": (some, some + 3),
        "some reversed": (some, reverse),
        "reversed on both sides": (reverse, reverse),
        "some points": (points, points),
        "one row": (some[:1], some[:1] + 0.02),
        "no rows": (some[:0], other[:0]),
        "many rows": (some_boxes(draw, 40), some_boxes(draw, 40)),
        "tiny boxes": (some * 2e-3, other * 2e-3),
        "boxes in pixels": (some * 640, some * 640 + 9),
        "boxes beside the image": (some - 0.8, some - 0.75),
    }
    return {name: (a.astype("float32"), b.astype("float32")) for name, (a, b) in cases.items()}


@observe
def means(learner: Any, rows: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    import tensorflow as tf

    function = learner.mean_iou_of_boxes
    results = {name: attempt(function, tf.constant(a), tf.constant(b)) for name, (a, b) in rows.items()}
    a, b = rows["seven rows"]
    given = (a.copy(), b.copy())
    results["arrays"] = attempt(function, *given)
    results["float64"] = attempt(function, tf.constant(a, tf.float64), tf.constant(b, tf.float64))
    results["an array of each precision"] = attempt(function, a.astype("float64"), tf.constant(b))
    results["lists of arrays"] = attempt(function, list(a), list(b))
    results["keywords"] = attempt(function, y_pred=tf.constant(b), y_true=tf.constant(a))
    results["no rows, arrays"] = attempt(function, a[:0], b[:0])
    return {"results": results, "arguments": given}


@check("mean_iou_of_boxes", points=0.35, hint="Row by row: the first true box with the first predicted one, and so on.")
def test_mean_iou_of_matching_rows(means):
    names = ("seven rows", "turned rows", "one row", "many rows", "shifted boxes", "equal boxes")
    compare(means, names, "mean_iou_of_boxes")


@check(
    "mean_iou_of_boxes",
    points=0.25,
    hint="A row whose boxes do not meet, or have no area, counts as 0; it is not left out.",
)
def test_mean_iou_counts_misses(means):
    names = ("some apart", "all apart", "some reversed", "reversed on both sides", "some points")
    compare(means, names, "mean_iou_of_boxes")
    compare(means, ("boxes in pixels", "boxes beside the image"), "mean_iou_of_boxes")
    compare(means, ("tiny boxes",), "mean_iou_of_boxes", atol=5e-3, rtol=1e-2)


@check("mean_iou_of_boxes", points=0.2, hint="The mean of nothing is not a number. What is asked for here?")
def test_mean_iou_of_no_rows(means):
    compare(means, ("no rows", "no rows, arrays"), "mean_iou_of_boxes")
    assert_float32(means, ("no rows",), "mean_iou_of_boxes", scalar=True)


@check("mean_iou_of_boxes", points=0.2, hint="Boxes in any form give one float32 number, and stay as they were.")
def test_mean_iou_of_any_form(means, rows):
    forms = ("arrays", "float64", "an array of each precision", "lists of arrays", "keywords")
    names = accepted(means, forms)
    compare(means, names, "mean_iou_of_boxes")
    assert_float32(means, ("seven rows", *names), "mean_iou_of_boxes", scalar=True)
    same = all(np.array_equal(*pair) for pair in zip(means.seen["arguments"], rows["seven rows"], strict=True))
    assert same, "an array of boxes that was passed in has changed"
