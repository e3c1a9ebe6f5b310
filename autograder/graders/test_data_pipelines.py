"""Hidden checks of topic 05: what elements look like, batches, a split, images scaled in parallel, pairs, windows."""

from __future__ import annotations

import math
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
    generator,
    observe,
    value_of,
)

MANY = 120_000  # more rows than the shuffle buffers, of up to 100,000, that people write
EARLY = 2_000  # so many of them are read
SOURCE = 3_000  # elements of a source that notes how many were pulled
AHEAD = 1_000  # as many may be pulled for a few elements: parallel calls and prefetching read ahead


# Helpers of observations


def elements(dataset: Any, limit: int = 200) -> list[Any]:
    """Components of the first elements, as arrays."""
    return list(dataset.take(limit).as_numpy_iterator())


def is_dataset(value: Any) -> bool:
    import tensorflow as tf

    return isinstance(value, tf.data.Dataset)


def counting_source(element: Any, pulled: list[int], known: bool = True) -> Any:
    """A dataset of SOURCE equal elements that notes in `pulled` how many were asked for."""
    import tensorflow as tf

    def pull() -> Any:
        for _ in range(SOURCE):
            pulled[0] += 1
            yield element

    spec = tf.nest.map_structure(lambda array: tf.TensorSpec(array.shape, array.dtype), element)
    dataset = tf.data.Dataset.from_generator(pull, output_signature=spec)
    return dataset.apply(tf.data.experimental.assert_cardinality(SOURCE)) if known else dataset


def pulled_by(build: Any, element: Any) -> dict[str, int]:
    """How many elements are pulled when the dataset is built, and when two elements of it are read."""
    pulled = [0]
    dataset = build(counting_source(element, pulled))
    building = pulled[0]
    for _ in dataset.take(2):
        pass
    return {"building": building, "reading": pulled[0]}


def definition_of(dataset: Any) -> Any:
    """The `GraphDef` of a dataset."""
    import tensorflow as tf

    policy = tf.data.experimental.ExternalStatePolicy.IGNORE
    serialized = dataset._as_serialized_graph(external_state_policy=policy).numpy()
    return tf.compat.v1.GraphDef.FromString(serialized)


def graph_nodes(dataset: Any) -> list[list[Any]]:
    """`[name, op type, names of inputs]` of the datasets that a dataset is made of; the last one is the output."""
    nodes = definition_of(dataset).node
    return [[node.name, node.op, [name.split(":")[0].lstrip("^") for name in node.input]] for node in nodes]


def single_calls(dataset: Any) -> list[str]:
    """Names of the nodes whose last input, the number of parallel calls of a parallel op, is the constant 1."""
    import tensorflow as tf

    nodes = definition_of(dataset).node
    arrays = {node.name: tf.make_ndarray(node.attr["value"].tensor) for node in nodes if node.op == "Const"}
    ones = {name for name, array in arrays.items() if array.shape == () and array.dtype.kind == "i" and array == 1}
    return [node.name for node in nodes if node.input and node.input[-1].split(":")[0] in ones]


def may_reorder(dataset: Any) -> bool:
    """Whether a parallel op is allowed to hand on its elements in another order than they came."""
    allowed = {node.attr["deterministic"].s for node in definition_of(dataset).node if "deterministic" in node.attr}
    return b"false" in allowed or (b"default" in allowed and dataset.options().deterministic is False)


# components


@pytest.fixture(scope="module")
def sides(run_seed: int) -> list[int]:
    """Three different lengths."""
    return [int(side) for side in generator(run_seed, "sides").permutation(np.arange(3, 12))[:3]]


def specified(sides: list[int]) -> dict[str, Any]:
    """Datasets by name; none of them bears being read."""
    import tensorflow as tf

    a, b, c = sides

    def never() -> Any:
        raise RuntimeError("an element of the dataset was computed")
        yield

    def dataset(spec: Any) -> Any:
        return tf.data.Dataset.from_generator(never, output_signature=spec)

    image, label = tf.TensorSpec((a, b, 3), tf.uint8), tf.TensorSpec((), tf.int64)
    nested = {
        "zebra": tf.TensorSpec((c,), tf.float32),
        "apple": {"y": tf.TensorSpec((), tf.int32), "x": tf.TensorSpec((a,), tf.bool)},
        "mango": (tf.TensorSpec((None, b), tf.float64), tf.TensorSpec((), tf.string)),
    }
    return {
        "pair": dataset((image, label)),
        "single": dataset(tf.TensorSpec((b, c), tf.float16)),
        "batches": dataset((image, label)).batch(4),
        "whole batches": dataset(label).batch(4, drop_remainder=True),
        "open": dataset((tf.TensorSpec((None, None, 3), tf.float32), tf.TensorSpec((None,), tf.int32))),
        "infinite": dataset((image, label)).repeat(),
        "tuples": dataset((label, (image, (tf.TensorSpec((c,), tf.int8), tf.TensorSpec((b, a), tf.uint16))))),
        "dict": dataset(nested),
        "dict in a pair": dataset((nested["apple"], image)),
    }


def rows_of(found: Any) -> dict[str, Any]:
    """What `components` returned, taken apart: values, and of which types they are."""
    rows = list(found)
    pairs = [tuple(row) for row in rows]
    return {
        "list": isinstance(found, list | tuple),
        "tuples": all(isinstance(row, tuple) for row in rows),
        "shapes": [list(row[0]) for row in pairs],
        "names": [row[1] for row in pairs],
        "kinds": [[type(row[0]).__name__, type(row[1]).__name__, len(row)] for row in pairs],
        "sizes": [type(size).__name__ for row in pairs for size in row[0]],
    }


@observe
def described(learner, sides):
    return {
        name: attempt(lambda given: rows_of(learner.components(given)), dataset)
        for name, dataset in specified(sides).items()
    }


@observe
def described_keyword(learner):
    import tensorflow as tf

    (row,) = learner.components(dataset=tf.data.Dataset.range(3))
    return [list(row[0]), row[1]]


def assert_components(described: Any, *names: str) -> None:
    for name in names:
        seen, expected = value_of(described.seen[name], "components"), described.expected[name]["value"]
        assert len(seen["shapes"]) == len(expected["shapes"]), "another number of components"
        assert [str(row) for row in seen["names"]] == expected["names"], "other dtypes, or in another order"
        assert seen["shapes"] == expected["shapes"], "other shapes, or in another order"


@check(
    "components", points=0.4, hint="One row for each tensor in the element spec: its shape, and the name of its dtype."
)
def test_components_of_elements(described):
    assert_components(described, "pair", "single")


@check("components", points=0.3, hint="What is not the same for all elements is None; the last batch may be smaller.")
def test_components_unknown_lengths(described):
    assert_components(described, "batches", "whole batches", "open")


@check("components", points=0.2, hint="An endless dataset has an element spec too: no element needs to be read.")
def test_components_of_infinite(described):
    assert_components(described, "infinite")


@check(
    "components", points=0.3, hint="tf.nest flattens tuples in tuples, and visits the keys of a dict in sorted order."
)
def test_components_nested(described):
    assert_components(described, "tuples", "dict", "dict in a pair")


@check(
    "components",
    points=0.3,
    hint="Plain Python, please: a tuple of ints and None, a str such as 'float32', and a tuple of these two.",
)
def test_components_are_plain(described, described_keyword):
    for name in ("pair", "batches"):
        seen = value_of(described.seen[name], "components")
        assert seen["list"], "components should return a list"
        assert seen["tuples"], "each component is a pair of shape and dtype name: a tuple"
        assert len(seen["kinds"]) == len(described.expected[name]["value"]["kinds"]), "another number of components"
        for shape, dtype, entries in seen["kinds"]:
            assert entries == 2, "each component is a pair of shape and dtype name"
            assert shape == "tuple", f"a shape is a {shape}, not a tuple"
            assert dtype == "str", f"the name of a dtype is a {dtype}, not a str"
        assert set(seen["sizes"]) <= {"int", "NoneType"}, "the sizes in a shape are ints or None"
    assert described_keyword.seen == described_keyword.expected, "another answer for range(3), called by keyword"


# batches


@pytest.fixture(scope="module")
def table(run_seed: int) -> dict[str, np.ndarray]:
    """Rows whose label tells which one they are: label i stands beside features[i]."""
    draw = generator(run_seed, "table")
    return {
        "features": draw.normal(size=(53, 3)).astype("float32"),
        "labels": np.arange(53, dtype="int64"),
        "images": draw.integers(0, 256, size=(10, 4, 5, 1)).astype("uint8"),
        "targets": draw.normal(size=(10, 2)).astype("float32"),
        "masks": draw.integers(0, 9, size=(10, 4, 5)).astype("int32"),
    }


@pytest.fixture(scope="module")
def batch_seed(run_seed: int) -> int:
    return int(generator(run_seed, "batch seed").integers(1, 10_000))


def pieces(dataset: Any, limit: int = 200) -> list[Any]:
    """Batches as pairs of arrays."""
    return [(np.asarray(features), np.asarray(labels)) for features, labels in dataset.take(limit)]


def epoch(dataset: Any, features: Any) -> dict[str, Any]:
    """One epoch: labels in order, sizes of the batches, and whether each row of features came with its label."""
    found = pieces(dataset, 400)
    order = np.concatenate([labels for _, labels in found])
    rows = np.concatenate([rows for rows, _ in found])
    return {
        "order": order,
        "sizes": [len(labels) for _, labels in found],
        "beside": bool(rows.shape == features[order].shape and (rows == features[order]).all()),
    }


@observe
def in_order(learner, table):
    import tensorflow as tf

    features, labels = table["features"], table["labels"]
    tensors = tf.constant(features), tf.constant(labels)
    found = {size: pieces(learner.batches(*tensors, size)) for size in (8, 1, 53, 100)}
    dataset = learner.batches(features=features, labels=labels, batch_size=20, shuffle=False, seed=7)
    again = [pieces(dataset), pieces(dataset)]
    return {"sizes": found, "again": again, "dataset": is_dataset(dataset)}


@observe
def other_tables(learner, table):
    import tensorflow as tf

    images, targets, masks = table["images"], table["targets"], table["masks"]
    doubles = targets.astype("float64")
    return {
        "images": pieces(learner.batches(images, targets, 4)),
        "masks": pieces(learner.batches(tf.constant(images), tf.constant(masks), 4)),
        "doubles": pieces(learner.batches(doubles, doubles[:, 0], 4)),
        "shuffled": pieces(learner.batches(images, targets, 4, shuffle=True)),
    }


@observe
def shuffled(learner, table, batch_seed):
    """The other seed is no neighbor: who orders an epoch by the sum of its number and the seed has a neighbor's orders too."""
    features, labels = table["features"], table["labels"]
    found = {}
    for name, seed, epochs in (("first", batch_seed, 3), ("second", batch_seed, 3), ("other", batch_seed + 7, 2)):
        dataset = learner.batches(features, labels, 8, shuffle=True, seed=seed)
        found[name] = [epoch(dataset, features) for _ in range(epochs)]
    for name, options in (("default", {}), ("zero", {"seed": 0}), ("zero again", {"seed": 0})):
        found[name] = [epoch(learner.batches(features, labels, batch_size=8, shuffle=True, **options), features)]
    return found


@observe
def shuffled_many(learner, batch_seed):
    """The first rows of a long epoch: a full buffer spreads them over the whole dataset."""
    rows = np.arange(MANY, dtype="int32")
    found = pieces(learner.batches(rows, rows, 500, shuffle=True, seed=batch_seed), EARLY // 500)
    return np.concatenate([labels for _, labels in found])


@observe
def batch_graphs(learner, table):
    features, labels = table["features"], table["labels"]
    return {
        "in order": graph_nodes(learner.batches(features, labels, 8)),
        "shuffled": graph_nodes(learner.batches(features, labels, 8, shuffle=True)),
    }


@observe
def huge_batches(learner):
    """The first two batches of a million rows."""
    rows = np.arange(1_000_000, dtype="int32")
    dataset = learner.batches(rows, rows, 1)
    return {"dataset": is_dataset(dataset), "first": pieces(dataset, 2)}


@check(
    "batches",
    points=0.4,
    hint="Batch b holds the rows from b · batch_size on: features and labels of the same rows, in order.",
)
def test_batches_in_order(in_order):
    for size in (8, 1, 53):
        assert_close(in_order.seen["sizes"][size], in_order.expected["sizes"][size], what="the batches")
    assert_close(in_order.seen["again"], in_order.expected["again"], what="the batches of two epochs without shuffling")


@check("batches", points=0.3, hint="The rows that do not fill a batch belong to the epoch too.")
def test_batches_keep_the_remainder(in_order, shuffled):
    for size in (8, 100):
        seen, expected = (
            [len(rows) for rows, _ in found["sizes"][size]] for found in (in_order.seen, in_order.expected)
        )
        assert seen == expected, "the batches have other sizes"
    for run in shuffled.seen["first"]:
        assert run["sizes"] == shuffled.expected["first"][0]["sizes"], "shuffled batches have other sizes"


@check(
    "batches",
    points=0.2,
    hint="Leave the values alone: features and labels come out with the dtypes and shapes they had.",
)
def test_batches_keep_dtypes(other_tables):
    for name, expected in other_tables.expected.items():
        seen = other_tables.seen[name]
        assert len(seen) == len(expected), "another number of batches"
        if name != "shuffled":
            assert_close(seen, expected, what="the batches of another table")
        for batch, other in zip(seen, expected, strict=True):
            for array, model in zip(batch, other, strict=True):
                assert_dtype(array, model.dtype.name, what="a batch of another table")
                assert_shape(array, model.shape, what="a batch of another table")


@check("batches", points=0.4, hint="Each row comes exactly once per epoch, and its label with it.")
def test_batches_shuffle_rows_with_labels(shuffled, table):
    for runs in shuffled.seen.values():
        for run in runs:
            assert np.array_equal(np.sort(run["order"]), table["labels"]), "an epoch misses or repeats rows"
            assert run["beside"], "rows of features came beside labels of other rows"
            assert not np.array_equal(run["order"], table["labels"]), "nothing was shuffled"


@check("batches", points=0.3, hint="Where do you shuffle: rows before they are batched, or batches?")
def test_batches_shuffle_before_batching(shuffled, shuffled_many):
    for run in shuffled.seen["first"]:
        assert share_of_neighbors(run["order"]) < 0.4, "rows that were neighbors stay in the same batch"
    assert share_of_neighbors(shuffled_many.seen) < 0.1, "rows that were neighbors stay in the same batch"


@check(
    "batches", points=0.3, hint="A row from the far end can only come early when the buffer holds the whole dataset."
)
def test_batches_shuffle_by_a_full_buffer(shuffled_many):
    order = shuffled_many.seen
    assert isinstance(order, np.ndarray) and len(np.unique(order)) == EARLY, "rows are missing or come twice"
    assert order.max() > 0.9 * MANY, "no row from the far end came early: the shuffling is not thorough"
    ends = np.mean(order >= MANY // 3 * 2)
    assert 0.25 < ends < 0.42, "the last third of the rows is not spread over the epoch"


def share_of_neighbors(order: np.ndarray) -> float:
    """Share of the rows that are followed by the row behind them."""
    return float(np.mean(np.diff(order) == 1))


@check("batches", points=0.3, hint="The order of one epoch must not be that of the next: reshuffle each iteration.")
def test_batches_reshuffle(shuffled):
    for name in ("first", "second", "other"):
        runs = [tuple(run["order"].tolist()) for run in shuffled.seen[name]]
        assert len(set(runs)) == len(runs), "two epochs have the same order"


@check(
    "batches",
    points=0.3,
    hint="Hand the seed to the shuffling: it fixes the orders of all epochs; another seed, other orders.",
)
def test_batches_by_seed(shuffled):
    orders = {name: [tuple(run["order"].tolist()) for run in runs] for name, runs in shuffled.seen.items()}
    assert orders["first"] == orders["second"], "the same seed gave another sequence of orders"
    assert not set(orders["first"]) & set(orders["other"]), "another seed gave the same order"
    assert orders["zero"] == orders["zero again"], "seed 0 gave two orders: it is a seed like any other"
    assert orders["default"] == orders["zero"], "without a seed, the orders are not those of seed 0"


@check(
    "batches",
    points=0.3,
    hint="Let the next batch be prepared while the model works on this one: the last step of the chain.",
)
def test_batches_are_prefetched(batch_graphs):
    for nodes in batch_graphs.seen.values():
        assert prefetches(nodes), "the batches are not prefetched"


def prefetches(nodes: list[Any]) -> bool:
    """Whether there is a prefetch, and behind every batching one."""
    rows = {name: (op, inputs) for name, op, inputs in nodes}
    if not any("Prefetch" in op for op, _ in rows.values()):
        return False
    used = {name for _, inputs in rows.values() for name in inputs}
    waiting = [name for name in rows if name not in used]
    seen: set[str] = set()
    while waiting:  # from the output back, up to the first prefetch on each way
        name = waiting.pop()
        if name in seen or name not in rows:
            continue
        seen.add(name)
        op, inputs = rows[name]
        if "Batch" in op:
            return False
        if "Prefetch" not in op:
            waiting += inputs
    return True


@check(
    "batches",
    points=0.2,
    hint="Return a tf.data.Dataset that computes its batches one by one, when they are asked for.",
)
def test_batches_are_lazy(huge_batches, in_order):
    assert in_order.seen["dataset"] and huge_batches.seen["dataset"], "batches should return a tf.data.Dataset"
    assert_close(huge_batches.seen["first"], huge_batches.expected["first"], what="the first batches of many")


# train_val_split


@pytest.fixture(scope="module")
def splits(run_seed: int) -> list[tuple[int, float]]:
    """Lengths and fractions: products that are whole, end in a half, or come out a little low in floats (0.125: no whole percent)."""
    draw = generator(run_seed, "splits")
    drawn = [(int(draw.integers(20, 120)), round(float(draw.uniform(0.05, 0.95)), 3)) for _ in range(2)]
    return [(10, 0.25), (100, 0.29), (50, 0.58), (7, 0.5), (3, 0.1), (9, 0.99), (120, 0.125), *drawn]


@observe
def split_parts(learner, splits):
    import tensorflow as tf

    found = []
    for count, fraction in splits:
        parts = learner.train_val_split(tf.data.Dataset.range(100, 100 + count), fraction)
        train, val = parts
        found.append(
            {"train": elements(train), "val": elements(val), "datasets": is_dataset(train) and is_dataset(val)}
        )
    return found


@observe
def split_nothing(learner):
    import tensorflow as tf

    return [elements(part) for part in learner.train_val_split(tf.data.Dataset.range(0), 0.5)]


@observe
def split_examples(learner, table):
    """Elements of several components, read twice; a generator of asserted length."""
    import tensorflow as tf

    dataset = tf.data.Dataset.from_tensor_slices((table["images"], {"y": table["targets"]}))
    train, val = learner.train_val_split(dataset=dataset, val_fraction=0.35)

    def count() -> Any:
        yield from range(6)

    known = tf.data.Dataset.from_generator(count, output_signature=tf.TensorSpec((), tf.int32))
    known = known.apply(tf.data.experimental.assert_cardinality(6))
    return {
        "examples": [[elements(part), elements(part)] for part in (train, val)],
        "generator": [elements(part) for part in learner.train_val_split(known, 0.5)],
    }


@observe
def split_errors(learner):
    import tensorflow as tf

    ten = tf.data.Dataset.range(10)

    def count() -> Any:
        yield from range(6)

    cases = {
        "an infinite dataset": (ten.repeat(), 0.5),
        "a dataset behind a filter": (ten.filter(lambda x: x > 3), 0.5),
        "a dataset from a generator": (
            tf.data.Dataset.from_generator(count, output_signature=tf.TensorSpec((), tf.int32)),
            0.5,
        ),
        "the fraction 0.0": (ten, 0.0),
        "the fraction 1.0": (ten, 1.0),
        "the fraction 0": (ten, 0),
        "the fraction 1": (ten, 1),
        "a negative fraction": (ten, -0.2),
        "a fraction above 1": (ten, 1.5),
    }
    return {name: without_value(attempt(learner.train_val_split, *case)) for name, case in cases.items()}


def without_value(attempted: dict[str, Any]) -> dict[str, Any]:
    """The attempt with a word in place of datasets."""
    return {"value": "datasets"} if "value" in attempted else attempted


@observe
def split_pulls(learner):
    return pulled_by(lambda source: learner.train_val_split(source, 0.25)[0], np.int32(1))


@check(
    "train_val_split", points=0.4, hint="Take the first ones for training and skip them for validation, in this order."
)
def test_split_parts(split_parts, splits, split_nothing):
    for (count, fraction), seen in zip(splits, split_parts.seen, strict=True):
        assert [int(x) for x in [*seen["train"], *seen["val"]]] == list(range(100, 100 + count)), (
            f"train and val of {count} elements at {fraction} are not all elements, once and in order"
        )
    assert split_nothing.seen == [[], []], "train and val of a dataset of length 0 are not two datasets of length 0"


@check(
    "train_val_split",
    points=0.4,
    hint="Count what goes to val: the product of length and fraction as floats, rounded down.",
)
def test_split_counts(split_parts, splits):
    for (count, fraction), seen in zip(splits, split_parts.seen, strict=True):
        wanted = math.floor(count * fraction)
        assert len(seen["val"]) == wanted, (
            f"{len(seen['val'])} of {count} elements went to val at the fraction {fraction}"
        )


@check(
    "train_val_split",
    points=0.2,
    hint="An element may have several components, and each part may be read more than once.",
)
def test_split_examples(split_examples, split_parts):
    assert_close(split_examples.seen, split_examples.expected, what="the parts of a dataset of examples")
    assert all(seen["datasets"] for seen in split_parts.seen), "train and val should be tf.data.Datasets"


@check(
    "train_val_split",
    points=0.2,
    hint="What does the cardinality of a dataset say that never ends, or whose end nobody knows?",
)
def test_split_refuses_unknown_lengths(split_errors):
    for name in ("an infinite dataset", "a dataset behind a filter", "a dataset from a generator"):
        assert_raised(split_errors.seen[name], "ValueError", what=f"train_val_split of {name}")


@check("train_val_split", points=0.2, hint="Of the fractions, neither 0 nor 1 is allowed, nor anything beyond.")
def test_split_refuses_fractions(split_errors):
    for name, seen in split_errors.seen.items():
        if "fraction" in name:
            assert_raised(seen, "ValueError", what=f"train_val_split with {name}")


@check(
    "train_val_split",
    points=0.1,
    hint="The length is known without reading: no list, no loop, no cache of all elements.",
)
def test_split_is_lazy(split_pulls):
    assert_pulled(split_pulls.seen, "train_val_split")


def assert_pulled(seen: dict[str, int], name: str) -> None:
    assert seen["building"] == 0, f"{name} reads elements before anybody asks for them"
    assert 0 < seen["reading"] < AHEAD, f"{name} reads far more elements than are asked for"


# scale_images


@pytest.fixture(scope="module")
def pictures(run_seed: int) -> dict[str, np.ndarray]:
    draw = generator(run_seed, "pictures")
    return {
        "all values": draw.permutation(256).reshape(1, 16, 16, 1).astype("uint8"),
        "dark": draw.permutation(np.arange(16) % 2).reshape(1, 4, 4, 1).astype("uint8"),
        "images": draw.integers(0, 256, size=(7, 4, 6, 3)).astype("uint8"),
        "ids": draw.integers(0, 2**40, size=7),
        "masks": draw.integers(0, 256, size=(7, 4, 6)).astype("uint8"),
        "boxes": draw.uniform(0, 300, size=(7, 4)),
        "sizes": draw.integers(2, 9, size=(4, 2)),
    }


@observe
def scaled(learner, pictures):
    import tensorflow as tf

    def slices(*arrays: Any) -> Any:
        return tf.data.Dataset.from_tensor_slices(arrays)

    dataset = learner.scale_images(slices(pictures["images"], pictures["ids"]))
    plain = np.tile(np.arange(50, dtype="uint8")[:, None, None, None], (1, 2, 3, 1))  # each is of its label
    return {
        "dataset": is_dataset(dataset),
        "images": elements(dataset),
        "again": elements(dataset),
        "all values": elements(learner.scale_images(dataset=slices(pictures["all values"], [5]))),
        "dark": elements(learner.scale_images(slices(pictures["dark"], [7]))),
        "shuffled": elements(learner.scale_images(slices(plain, plain[:, 0, 0, 0]).shuffle(50))),
    }


@observe
def scaled_labels(learner, pictures):
    import tensorflow as tf

    images = pictures["images"]
    labels = {"masks": pictures["masks"], "boxes": pictures["boxes"], "words": [str(i) for i in range(7)]}
    return {
        name: elements(learner.scale_images(tf.data.Dataset.from_tensor_slices((images, label))))
        for name, label in labels.items()
    }


@observe
def scaled_shapes(learner, pictures):
    """Images of different sizes, whole batches, an infinite dataset, images without an axis of channels."""
    import tensorflow as tf

    def draw() -> Any:
        for height, width in pictures["sizes"]:
            yield np.full((height, width, 3), 10 * height + width, "uint8"), height

    spec = tf.TensorSpec((None, None, 3), tf.uint8), tf.TensorSpec((), tf.int64)
    source = tf.data.Dataset.from_tensor_slices((pictures["images"], pictures["ids"]))
    return {
        "sizes": elements(learner.scale_images(tf.data.Dataset.from_generator(draw, output_signature=spec))),
        "batches": elements(learner.scale_images(source.batch(3))),
        "infinite": elements(learner.scale_images(source.repeat()), 9),
        "gray": elements(
            learner.scale_images(tf.data.Dataset.from_tensor_slices((pictures["masks"], pictures["ids"])))
        ),
    }


@observe
def scaling_graph(learner, pictures):
    import tensorflow as tf

    dataset = learner.scale_images(tf.data.Dataset.from_tensor_slices((pictures["images"], pictures["ids"])))
    asked = dataset.options().experimental_optimization.map_parallelization
    alone = single_calls(dataset)
    ops = [op for name, op, _ in graph_nodes(dataset) if name not in alone]
    return {"ops": ops, "option": bool(asked), "may reorder": may_reorder(dataset)}


@observe
def scaling_pulls(learner):
    return pulled_by(learner.scale_images, (np.zeros((2, 2, 1), "uint8"), np.int32(1)))


def component(found: list[Any], number: int) -> list[Any]:
    return [element[number] for element in found]


@check(
    "scale_images", points=0.5, hint="Every value from 0 to 255 divided by 255, image after image in the same order."
)
def test_scale_values(scaled):
    for name in ("images", "again", "all values", "dark"):
        seen, expected = (component(found[name], 0) for found in (scaled.seen, scaled.expected))
        assert_close(seen, expected, atol=1e-6, rtol=1e-5, what="the scaled images")


@check("scale_images", points=0.25, hint="Cast the bytes to float32 before you divide.")
def test_scale_gives_float32(scaled):
    for image in component(scaled.seen["images"], 0):
        assert_dtype(image, "float32", what="a scaled image")


@check("scale_images", points=0.3, hint="A label is no picture, even when it looks like one: pass it on as it is.")
def test_scale_leaves_labels_alone(scaled, scaled_labels):
    for image, label in scaled.seen["shuffled"]:
        assert np.all(np.rint(255 * image) == label), (
            "of a dataset that shuffles anew, an image has another one's label"
        )
    pairs = [(scaled.seen["images"], scaled.expected["images"])]
    pairs += [(scaled_labels.seen[name], expected) for name, expected in scaled_labels.expected.items()]
    for seen, expected in pairs:
        one, other = component(seen, 1), component(expected, 1)
        assert_close(one, other, atol=0, rtol=0, what="the labels")
        for label, model in zip(one, other, strict=True):
            if isinstance(model, np.ndarray):
                assert_dtype(label, model.dtype.name, what="a label")


@check(
    "scale_images",
    points=0.15,
    hint="Images may differ in size, come in batches, have no channels, or never end: map needs to know none of that.",
)
def test_scale_any_shape(scaled_shapes):
    assert_close(scaled_shapes.seen, scaled_shapes.expected, atol=1e-6, rtol=1e-5, what="the scaled dataset")


@check(
    "scale_images",
    points=0.2,
    hint="One image does not wait for the other, and yet the order stays: look at the arguments of map.",
)
def test_scale_runs_in_parallel(scaling_graph):
    seen = scaling_graph.seen
    assert seen["option"] or any("Parallel" in op for op in seen["ops"]), "the images are scaled one after the other"
    assert not seen["may reorder"], "the images may come in another order: the map is told that it need not keep theirs"


@check("scale_images", points=0.1, hint="Return a dataset that scales an image when it is asked for.")
def test_scale_is_lazy(scaled, scaling_pulls):
    assert scaled.seen["dataset"], "scale_images should return a tf.data.Dataset"
    assert_pulled(scaling_pulls.seen, "scale_images")


# pair


@observe
def paired(learner, pictures):
    import tensorflow as tf

    images = tf.data.Dataset.from_tensor_slices(pictures["images"])
    masks = tf.data.Dataset.from_tensor_slices(pictures["masks"])
    dataset = learner.pair(images, masks)
    numbers = learner.pair(images=tf.data.Dataset.range(4), masks=tf.data.Dataset.range(10, 14))
    return {
        "dataset": is_dataset(dataset),
        "pairs": elements(dataset),
        "again": elements(dataset),
        "numbers": elements(numbers),
        "tuples": all(isinstance(element, tuple) for element in dataset.take(2)),
    }


@observe
def pair_errors(learner):
    import tensorflow as tf

    lengths = {
        "3 images and 4 masks": (3, 4),
        "4 images and 3 masks": (4, 3),
        "no image and 2 masks": (0, 2),
        "1 image and no mask": (1, 0),
    }
    ranges = {name: (tf.data.Dataset.range(a), tf.data.Dataset.range(b)) for name, (a, b) in lengths.items()}
    three = tf.data.Dataset.range(3)
    ranges["endless images and 3 masks"] = (three.repeat(), three)
    ranges["3 images and endless masks"] = (three, three.repeat())
    return {name: without_value(attempt(learner.pair, *case)) for name, case in ranges.items()}


@observe
def pair_allowed(learner):
    import tensorflow as tf

    four = tf.data.Dataset.range(4)
    some = four.filter(lambda x: x > 0)  # three elements, but nobody knows
    cases = {
        "unknown against known": (some, four),
        "known against unknown": (four, some),
        "both unknown": (some, some),
        "unknown against endless": (some, four.repeat()),
        "endless against unknown": (four.repeat(), some),
        "both endless": (four.repeat(), four.skip(1).repeat()),
        "both empty": (four.take(0), four.take(0)),
    }
    found = {}
    for name, case in cases.items():
        answer = attempt(learner.pair, *case)
        found[name] = {"value": elements(answer["value"], 6)} if "value" in answer else answer
    return found


@observe
def pair_pulls(learner):
    import tensorflow as tf

    masks = tf.data.Dataset.range(SOURCE)
    return pulled_by(lambda source: learner.pair(source, masks), np.int32(1))


@check(
    "pair",
    points=0.3,
    hint="The first image goes with the first mask, the second with the second: as a tuple, image first.",
)
def test_pairs(paired):
    for name in ("pairs", "again", "numbers"):
        assert_close(paired.seen[name], paired.expected[name], atol=0, rtol=0, what="the pairs")
    assert paired.seen["tuples"], "an element should be the tuple (image, mask)"


@check("pair", points=0.3, hint="Compare the two lengths, whichever is the larger, before anything is paired.")
def test_pair_refuses_other_lengths(pair_errors):
    for name in ("3 images and 4 masks", "4 images and 3 masks", "no image and 2 masks", "1 image and no mask"):
        assert_raised(pair_errors.seen[name], "ValueError", what=f"pair of {name}")


@check("pair", points=0.15, hint="An infinite length is known: it differs from every finite one.")
def test_pair_refuses_infinite_against_finite(pair_errors):
    for name in ("endless images and 3 masks", "3 images and endless masks"):
        assert_raised(pair_errors.seen[name], "ValueError", what=f"pair of {name}")


@check(
    "pair",
    points=0.15,
    hint="A length that nobody knows cannot be compared; two lengths that are both infinite are equal.",
)
def test_pair_allows_unknown_lengths(pair_allowed):
    for name, expected in pair_allowed.expected.items():
        seen = pair_allowed.seen[name]
        assert isinstance(seen, dict) and "value" in seen, f"pair refuses datasets ({name})"
        assert_close(seen["value"], expected["value"], atol=0, rtol=0, what=f"the pairs ({name})")


@check("pair", points=0.1, hint="A dataset of pairs, not a list: lengths are known without reading.")
def test_pair_is_lazy(paired, pair_pulls):
    assert paired.seen["dataset"], "pair should return a tf.data.Dataset"
    assert_pulled(pair_pulls.seen, "pair")


# windows


@pytest.fixture(scope="module")
def series(run_seed: int) -> dict[str, tuple[np.ndarray, int, int]]:
    """name -> series, width, horizon."""
    draw = generator(run_seed, "series")
    values = draw.normal(size=30).astype("float32")
    return {
        "next": (values[:12], 4, 1),
        "further": (values, 5, 3),
        "far": (values[:20], 3, 9),
        "width 1": (values[:6], 1, 2),
        "one window": (values[:7], 5, 2),
        "float64": (draw.normal(size=9), 3, 1),
        "int64": (draw.integers(2**33, 2**40, size=9), 3, 2),
        "int32": (draw.integers(0, 99, size=9).astype("int32"), 2, 2),
        "uint8": (draw.integers(0, 255, size=8).astype("uint8"), 4, 1),
        "bool": (np.arange(9) % 3 == 1, 4, 2),
    }


@observe
def cut(learner, series):
    import tensorflow as tf

    return {
        name: attempt(lambda *case: elements(learner.windows(*case)), tf.constant(values), width, horizon)
        for name, (values, width, horizon) in series.items()
    }


@observe
def cut_forms(learner, series):
    values, width, _ = series["next"]
    given = values.copy()
    dataset = learner.windows(given, width)
    return {
        "dataset": is_dataset(dataset),
        "default": elements(dataset),
        "again": elements(dataset),
        "keywords": elements(learner.windows(series=given, width=width, horizon=2)),
        "given": given,
    }


@observe
def cut_short(learner):
    found = {}
    for count, width, horizon in ((4, 4, 1), (6, 4, 3), (2, 4, 1)):
        found[f"{count} values, width {width}, horizon {horizon}"] = attempt(
            lambda *case: elements(learner.windows(*case)), np.arange(count, dtype="float32"), width, horizon
        )
    return found


def both(cut: Any, name: str) -> tuple[list[Any], list[Any]]:
    """Windows and targets of one case: the submission's and the right ones."""
    return value_of(cut.seen[name], "windows"), cut.expected[name]["value"]


def assert_examples(seen: Any, expected: list[Any]) -> None:
    assert isinstance(seen, list) and len(seen) == len(expected), "another number of windows"
    assert all(isinstance(element, tuple) and len(element) == 2 for element in seen), (
        "an element should be the pair (window, target)"
    )


def assert_windows(seen: Any, expected: list[Any]) -> None:
    assert_examples(seen, expected)
    assert_close(component(seen, 0), component(expected, 0), what="the windows")


@check(
    "windows",
    points=0.4,
    hint="The first window begins at 0, each next one a step later, until there is no target left.",
)
def test_windows_values(cut):
    for name in ("next", "further", "far", "one window"):
        assert_windows(*both(cut, name))


@check(
    "windows",
    points=0.4,
    hint="With a horizon of 1 the target is the value right behind the window. Count on from there.",
)
def test_windows_targets(cut):
    for name in ("next", "further", "far", "one window"):
        seen, expected = both(cut, name)
        assert len(seen) == len(expected), "another number of windows"
        assert_close(component(seen, 1), component(expected, 1), what="the targets")


@check("windows", points=0.15, hint="A window of one value is a vector of length 1; a target is a scalar.")
def test_windows_of_one_value(cut):
    seen, expected = both(cut, "width 1")
    assert_windows(seen, expected)
    assert_close(component(seen, 1), component(expected, 1), what="the targets")
    for _, target in seen:
        assert_shape(target, (), what="a target")


@check(
    "windows",
    points=0.25,
    hint="Keep the dtype of the series: int64 and float64 do not fit into float32, and a truth value is no number.",
)
def test_windows_keep_the_dtype(cut):
    for name in ("float64", "int64", "int32", "uint8", "bool"):
        seen, expected = both(cut, name)
        assert_examples(seen, expected)
        for window, target in seen:
            assert_dtype(window, name, what=f"a window of a series of {name}")
            assert_dtype(np.asarray(target), name, what=f"a target of a series of {name}")
        for number, what in ((0, "the windows"), (1, "the targets")):
            what = f"{what} of a series of {name}"
            assert_close(component(seen, number), component(expected, number), atol=0, rtol=1e-14, what=what)


@check(
    "windows",
    points=0.2,
    hint="A NumPy array is a series too; horizon is 1 unless given; the result is a dataset, read as often as you like.",
)
def test_windows_of_arrays(cut_forms, series):
    assert cut_forms.seen["dataset"], "windows should return a tf.data.Dataset"
    for name in ("default", "again", "keywords"):
        assert_windows(cut_forms.seen[name], cut_forms.expected[name])
        assert_close(component(cut_forms.seen[name], 1), component(cut_forms.expected[name], 1), what="the targets")
    assert np.array_equal(cut_forms.seen["given"], series["next"][0]), "the series that was passed in has changed"


@check(
    "windows",
    points=0.1,
    hint="A series that is too short for one window and its target gives a dataset without elements.",
)
def test_windows_of_short_series(cut_short):
    for name, seen in cut_short.seen.items():
        assert isinstance(seen, dict) and "value" in seen, f"windows fails for {name}: {seen.get('message')}"
        assert seen["value"] == [], f"there should be no window for {name}"
