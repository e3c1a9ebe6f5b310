"""Public checks of topic 07. Run `pytest exercises/07_normalization` or `course check normalization`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "scale": [
        "The largest absolute value: first tf.abs, then the maximum over everything.",
        "tf.math.divide_no_nan gives 0 where it would divide by 0.",
    ],
    "standardize": [
        "Mean and deviation with keepdims=True fit on x again, whatever the axis.",
        "Compare tf.reduce_max with tf.reduce_min along the axis: where they are equal, the column is constant.",
        "tf.where picks between two tensors. Divide by 1 where the column is constant, then put a zero there.",
    ],
    "batch_norm": [
        "All axes but the last: list(range(rank - 1)), where the rank is len(x.shape).",
        "Two cases: in training compute mean and variance from x, otherwise take the moving ones. The rest is the same.",
        "new = momentum * old + (1 - momentum) * batch, for the mean and for the variance.",
    ],
    "BatchNorm": [
        "In build, self.add_weight(shape=(channels,), initializer=...) four times; trainable=False for two of them.",
        "In call, let batch_norm compute, and hand the new statistics to the assign method of the two weights.",
        "Training mode holds when training is true and self.trainable is true as well.",
    ],
    "conv_bn": [
        "Check the order first. Then three layers in a keras.Sequential, the last two in one order or the other.",
        "The relu is a layer of its own here, since normalization may come between it and the convolution.",
    ],
}


def batch(*shape, seed=0):
    """A batch whose channels have different means and deviations."""
    rng = np.random.default_rng(seed)
    channels = shape[-1]
    spread = np.linspace(0.5, 4, channels)
    return (rng.normal(size=shape) * spread + rng.uniform(-5, 5, channels)).astype("float32")


def draw(got, expected):
    """Histograms of both side by side."""
    counts = [np.histogram(np.asarray(values), bins=40, range=(-6, 6))[0] for values in (got, expected)]
    picture(got=counts[0], expected=counts[1], kind="curve")


@part("scale")
def test_divides_by_the_largest(learner):
    """scale divides by the largest absolute value"""
    expect_close(learner.scale([1.0, -4.0, 2.0]), [0.25, -1.0, 0.5], call="scale([1, -4, 2])")
    expect_close(learner.scale([[1.0, 2.0], [5.0, 0.0]]), [[0.2, 0.4], [1.0, 0.0]], call="scale([[1, 2], [5, 0]])")


@part("scale")
def test_zeros_stay_zeros(learner):
    """scale leaves zeros alone, without NaN"""
    expect_close(learner.scale([0.0, 0.0]), [0.0, 0.0], call="scale([0, 0])")


@part("standardize")
def test_standardizes_columns(learner):
    """standardize gives each column the mean 0 and the population standard deviation 1"""
    got = learner.standardize([[1.0, 10.0], [3.0, 30.0]])
    expect_close(got, [[-1.0, -1.0], [1.0, 1.0]], call="standardize([[1, 10], [3, 30]])")
    table = batch(200, 3)
    got = learner.standardize(table)
    draw(got, (table - table.mean(axis=0)) / table.std(axis=0))
    expect_close(np.std(got, axis=0), np.ones(3), call="np.std(standardize(table), axis=0)", atol=1e-3)


@part("standardize")
def test_standardizes_rows(learner):
    """standardize takes other axes too"""
    got = learner.standardize([[1.0, 3.0], [10.0, 30.0]], axis=-1)
    expect_close(got, [[-1.0, 1.0], [-1.0, 1.0]], call="standardize([[1, 3], [10, 30]], axis=-1)")


@part("standardize")
def test_constant_columns(learner):
    """standardize turns constant columns into exact zeros"""
    got = learner.standardize(np.tile([0.1, 7.0, 0.0], (10, 1)))
    expect_close(got, np.zeros((10, 3)), call="standardize(ten rows of [0.1, 7, 0])", atol=0)


@part("batch_norm")
def test_normalizes_a_batch(learner):
    """batch_norm normalizes by the batch in training mode, over all axes but the last"""
    x = batch(4, 5, 6, 2)
    y, mean, variance = learner.batch_norm(x, [1.0, 1.0], [0.0, 0.0], [0.0, 0.0], [1.0, 1.0], training=True)
    means, variances = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    expected = (x - means) / np.sqrt(variances + 1e-3)
    draw(y, expected)
    call = "y, mean, variance = batch_norm(images (4, 5, 6, 2), gamma 1, beta 0, mean 0, variance 1, training=True)"
    expect_close(y, expected, call=call, atol=1e-4)
    expect_close(mean, 0.01 * means, call=f"{call}; then mean")
    expect_close(variance, 0.99 + 0.01 * variances, call=f"{call}; then variance")


@part("batch_norm")
def test_predicts_by_moving_statistics(learner):
    """batch_norm uses the moving statistics in inference mode, and leaves them alone"""
    y, mean, variance = learner.batch_norm([[5.0], [9.0]], [2.0], [1.0], [3.0], [4.0], False, epsilon=0.0)
    call = "batch_norm([[5], [9]], gamma 2, beta 1, mean 3, variance 4, training=False, epsilon=0)"
    expect_close(y, [[3.0], [7.0]], call=f"{call}: y")
    expect_close((mean, variance), (np.array([3.0]), np.array([4.0])), call=f"{call}: the statistics")


@part("BatchNorm")
def test_agrees_with_keras(learner):
    """BatchNorm agrees with keras.layers.BatchNormalization over three steps, then in inference mode"""
    mine, theirs = learner.BatchNorm(momentum=0.8), keras.layers.BatchNormalization(momentum=0.8)
    for seed in range(3):
        x = batch(8, 3, seed=seed)
        got, expected = mine(x, training=True), theirs(x, training=True)
        draw(got, expected)
        expect_close(got, expected, call=f"BatchNorm(momentum=0.8)(x, training=True), step {seed + 1}", atol=1e-4)
    expect_close(mine(x), theirs(x), call="BatchNorm(momentum=0.8)(x) after three steps", atol=1e-4)


@part("BatchNorm")
def test_counts_its_weights(learner):
    """BatchNorm has two trainable and two other weights, one number per channel each"""
    layer = learner.BatchNorm()
    layer(batch(2, 3, 4, 5))
    for weights, call in (
        (layer.trainable_weights, "trainable_weights"),
        (layer.non_trainable_weights, "non_trainable_weights"),
    ):
        shapes = [tuple(weight.shape) for weight in weights]
        expect(shapes == [(5,), (5,)], "Other weights", call=f"BatchNorm() on 5 channels: {call}", got=shapes)


@part("BatchNorm")
def test_freezes(learner):
    """BatchNorm stays in inference mode when it is frozen"""
    layer = learner.BatchNorm()
    x = batch(6, 2)
    expected = np.asarray(layer(x, training=False))
    layer.trainable = False
    expect_close(layer(x, training=True), expected, call="layer.trainable = False; layer(x, training=True)", atol=1e-4)


@part("BatchNorm")
def test_survives_saving(learner):
    """BatchNorm can be saved and loaded"""
    model = keras.Sequential([keras.Input((3,)), learner.BatchNorm(0.5, 0.1)])
    x = batch(6, 3)
    model(x, training=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        again = keras.models.load_model(path, custom_objects={"BatchNorm": learner.BatchNorm})
    expect_close(again(x), model(x), call="the model after save and load_model", atol=1e-4)


@part("conv_bn")
def test_puts_normalization_before_or_after(learner):
    """conv_bn keeps the size of the image; only "before" ends with the relu"""
    x = batch(4, 5, 6, 3)
    for order, negative in (("before", False), ("after", True)):
        block = learner.conv_bn(8, order)
        got = np.asarray(block(x, training=True))
        call = f'conv_bn(8, "{order}")(images (4, 5, 6, 3), training=True)'
        expect(got.shape == (4, 5, 6, 8), "Another shape", call=call, got=got.shape, expected=(4, 5, 6, 8))
        found = bool((got < 0).any())
        told = "Nothing is below zero" if negative else "Some numbers are below zero"
        expect(found == negative, told, call=call, got=got)
        expect_close(block.count_params(), 3 * 3 * 3 * 8 + 4 * 8, call=f'conv_bn(8, "{order}").count_params()')


@part("conv_bn")
def test_block_says_no(learner):
    """conv_bn raises ValueError for another order"""
    expect_raises(ValueError, learner.conv_bn, 8, "between", call='conv_bn(8, "between")')
