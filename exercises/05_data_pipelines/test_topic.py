"""Public checks of topic 05. Run `pytest exercises/05_data_pipelines` or `course check data_pipelines`."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "components": [
        "dataset.element_spec has the structure of an element, with a TensorSpec where a tensor will be.",
        "tf.nest.flatten(dataset.element_spec) makes a flat list of it, and sorts the keys of dicts.",
        "spec.shape.as_list() gives ints and None; spec.dtype.name the name.",
    ],
    "batches": [
        "tf.data.Dataset.from_tensor_slices((features, labels)) keeps rows and labels together.",
        "The order matters: shuffle, batch, prefetch. How large must the buffer be to shuffle everything?",
        "shuffle takes the seed, and reshuffles each time the dataset is read unless told otherwise.",
    ],
    "train_val_split": [
        "int(dataset.cardinality()) is negative for datasets of unknown or infinite length: raise before you split.",
        "First count what goes to val, then take the rest and skip the rest.",
    ],
    "scale_images": [
        "Write a function of image and label that returns both, and map it.",
        "tf.cast first, then divide. map has an argument that says how many calls may run in parallel.",
    ],
    "pair": [
        "tf.data.Dataset.zip((images, masks)) gives the pairs. Compare the cardinalities before.",
        "tf.data.UNKNOWN_CARDINALITY cannot be compared; tf.data.INFINITE_CARDINALITY is a length like any other.",
    ],
    "windows": [
        "Window i begins at i. At which place does its target lie? Try width 3 and horizon 1 on paper.",
        "How many windows are there? Make a dataset of their starts (tf.data.Dataset.range) and map it.",
    ],
}


def rows(count):
    """Features (2 per row) and labels that say which row they belong to."""
    return np.arange(2 * count).reshape(count, 2).astype("float32"), np.arange(count)


def order(dataset):
    return [int(label) for _, labels in dataset for label in labels]


def values(dataset):
    return [element.numpy().tolist() for element in dataset]


@part("components")
def test_a_pair(learner):
    """components lists shape and dtype name of a batch of images and labels, None where the length is open"""
    dataset = tf.data.Dataset.from_tensor_slices((np.zeros((5, 8, 8, 1), "float32"), np.zeros(5, "int32"))).batch(2)
    got, expected = learner.components(dataset), [((None, 8, 8, 1), "float32"), ((None,), "int32")]
    call = "components(dataset of batches of 8×8 images and labels)"
    expect(got == expected, "Other components", call=call, got=got, expected=expected)


@part("components")
def test_nested_and_infinite(learner):
    """components flattens nested structures in the order of sorted keys, also of an infinite dataset"""
    dataset = tf.data.Dataset.from_tensors(({"size": [4, 4], "name": "a circle"}, True)).repeat()
    got, expected = learner.components(dataset), [((), "string"), ((2,), "int32"), ((), "bool")]
    call = 'components(infinite dataset of ({"size": [4, 4], "name": "a circle"}, True))'
    expect(got == expected, "Other components", call=call, got=got, expected=expected)


@part("batches")
def test_in_order(learner):
    """batches keeps the order without shuffle, and the last partial batch"""
    features, labels = rows(7)
    got = list(learner.batches(features, labels, 3))
    expect([len(y) for _, y in got] == [3, 3, 1], "Other batch sizes", call="batches(…, 3) of 7 rows",
           got=[len(y) for _, y in got], expected=[3, 3, 1])  # fmt: skip
    for number, (x, y) in enumerate(got):
        piece = slice(3 * number, 3 * number + 3)
        expect_close((x, y), (features[piece], labels[piece]), call=f"batch {number} of batches(…, 3) of 7 rows")


@part("batches")
def test_shuffles_everything(learner):
    """batches shuffles all rows anew in each epoch, and the same seed repeats the same orders"""
    features, labels = rows(200)
    dataset = learner.batches(features, labels, 10, shuffle=True, seed=3)
    first, second = order(dataset), order(dataset)
    picture(got=np.array(first, "float32"), expected=np.random.default_rng(0).permutation(200), kind="curve")
    call = "batches(…, 10, shuffle=True, seed=3) of 200 rows"
    expect(sorted(first) == list(range(200)), "Not every row comes once per epoch", call=call)
    expect(
        max(first[:20]) > 100,
        "The first batches hold early rows only: the buffer is too small",
        call=call,
        got=first[:20],
    )
    expect(first != second, "The second epoch has the same order as the first", call=call)
    again = learner.batches(features, labels, 10, shuffle=True, seed=3)
    expect([order(again), order(again)] == [first, second], "The same seed gives other orders", call=call)


@part("train_val_split")
def test_splits(learner):
    """train_val_split puts the last part into val"""
    train, val = learner.train_val_split(tf.data.Dataset.range(10), 0.25)
    expect_close(
        (values(train), values(val)), ([0, 1, 2, 3, 4, 5, 6, 7], [8, 9]), call="train_val_split(range(10), 0.25)"
    )


@part("train_val_split")
def test_refuses_what_has_no_length(learner):
    """train_val_split raises ValueError for endless datasets and for fractions outside (0, 1)"""
    ten = tf.data.Dataset.range(10)
    expect_raises(ValueError, learner.train_val_split, ten.repeat(), 0.5, call="train_val_split(infinite, 0.5)")
    odd = ten.filter(lambda x: x % 2 == 1)
    expect_raises(ValueError, learner.train_val_split, odd, 0.5, call="train_val_split(of unknown length, 0.5)")
    expect_raises(ValueError, learner.train_val_split, ten, 1.0, call="train_val_split(range(10), 1.0)")


@part("scale_images")
def test_scales(learner):
    """scale_images divides images by 255 as float32 and leaves labels alone"""
    images = np.array([[[0, 51]], [[204, 255]]], "uint8")[..., None]
    dataset = learner.scale_images(tf.data.Dataset.from_tensor_slices((images, [3, 200])))
    got = [(image.numpy(), int(label)) for image, label in dataset]
    expect(
        got[0][0].dtype == np.float32,
        "Another dtype",
        call="scale_images(dataset)",
        got=got[0][0].dtype,
        expected="float32",
    )
    expect_close(got[1], ([[[0.8], [1.0]]], 200), call="the element (204, 255), label 200, of scale_images(dataset)")


@part("pair")
def test_pairs(learner):
    """pair walks both datasets in step"""
    got = [(int(a), int(b)) for a, b in learner.pair(tf.data.Dataset.range(3), tf.data.Dataset.range(10, 13))]
    expect(got == [(0, 10), (1, 11), (2, 12)], "Other pairs", call="pair(range(3), range(10, 13))", got=got)


@part("pair")
def test_refuses_unequal_lengths(learner):
    """pair raises ValueError where lengths are known and differ, and only there"""
    three, four = tf.data.Dataset.range(3), tf.data.Dataset.range(4)
    expect_raises(ValueError, learner.pair, three, four, call="pair(range(3), range(4))")
    expect_raises(ValueError, learner.pair, three.repeat(), four, call="pair(infinite, range(4))")
    got = list(learner.pair(three.filter(lambda x: x >= 0), three))
    expect(len(got) == 3, "An unknown length is no error", call="pair(of unknown length, range(3))", got=got)


@part("windows")
def test_next_value(learner):
    """windows gives width values and the value after them"""
    got = [(window.numpy(), target.numpy()) for window, target in learner.windows([1.0, 2.0, 4.0, 8.0, 16.0], 3)]
    expect(len(got) == 2, "Another number of windows", call="windows([1, 2, 4, 8, 16], 3)", got=got, expected=2)
    for number, expected in enumerate([([1, 2, 4], 8), ([2, 4, 8], 16)]):
        expect_close(got[number], expected, call=f"window {number} of windows([1, 2, 4, 8, 16], 3)")


@part("windows")
def test_further_ahead(learner):
    """windows looks `horizon` steps beyond the window's last value"""
    got = [(window.numpy(), target.numpy()) for window, target in learner.windows(np.arange(10, 17), 3, horizon=2)]
    expect(len(got) == 3, "Another number of windows", call="windows([10 … 16], 3, horizon=2)", got=got, expected=3)
    expect_close(got[0], ([10, 11, 12], 14), call="window 0 of windows([10 … 16], 3, horizon=2)")
