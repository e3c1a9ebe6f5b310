"""Public checks of topic 03. Run `pytest exercises/03_losses` or `course check losses`."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "one_hot": [
        "Put the labels in a column (n, 1) and the class numbers 0 … depth - 1 in a row. What does == make of the two?",
        "tf.range(depth) gives the row, labels[:, tf.newaxis] the column. Cast both to one dtype before comparing them.",
    ],
    "sigmoid": [
        "Softmax: what may be subtracted from all logits without changing the result? What makes overflow impossible?",
        "tf.reduce_max and tf.reduce_sum both take axis=… and keepdims=True: then they broadcast back on any axis.",
        "Sigmoid: use one of the two identities of the lesson. Each is one line and needs no tf.where.",
    ],
    "binary_crossentropy": [
        "Cast both to float32, clip the probabilities with tf.clip_by_value, then write the formula down.",
        "tf.reduce_mean without an axis takes the mean over all entries: the result is one number.",
    ],
    "categorical_crossentropy": [
        "Two reductions: a sum over the classes (the last axis), then a mean over the batch. And a minus.",
    ],
    "sparse_categorical_crossentropy": [
        "Per row: tf.reduce_logsumexp of the logits, minus the one logit that belongs to the label.",
        "tf.gather(…, batch_dims=1) takes one entry of each row; so does a sum over the logits times your one_hot.",
    ],
    "choose_loss": [
        "A dict from encoding to name, and a raise ValueError(…) for each thing that can be wrong.",
        "Three things can be wrong: an unknown word, fewer than 2 classes, 'binary' with more than 2.",
    ],
}


def value_and_slope(function, x):
    """The result of a function of a tensor, and the derivative of its sum."""
    x = tf.constant(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return y, tape.gradient(y, x)


@part("one_hot")
def test_one_hot_rows(learner):
    """one_hot puts a single 1 into each row"""
    got = learner.one_hot(tf.constant([2, 0, 1]), 4)
    expected = [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
    picture(got=got, expected=expected, kind="image")
    expect_close(got, expected, call="one_hot([2, 0, 1], 4)")


@part("one_hot")
def test_one_hot_outside(learner):
    """one_hot gives a zero row to labels that are no class"""
    got = learner.one_hot(tf.constant([-1, 3, 2], tf.int64), 3)
    expect_close(got, [[0, 0, 0], [0, 0, 0], [0, 0, 1]], call="one_hot([-1, 3, 2], 3), labels of dtype int64")


@part("one_hot")
def test_one_hot_float(learner):
    """one_hot returns float32"""
    got = learner.one_hot([1], 2)
    dtype = getattr(got.dtype, "name", got.dtype)
    expect(dtype == "float32", "Another dtype", call="one_hot([1], 2).dtype", got=dtype, expected="float32")


@part("sigmoid")
def test_sigmoid_values(learner):
    """sigmoid turns logits into probabilities"""
    x = np.linspace(-8, 8, 65, dtype="float32")
    got, expected = learner.sigmoid(x), 1 / (1 + np.exp(-x))
    picture(got=got, expected=expected, kind="curve")
    expect_close(got, expected, call="sigmoid(65 numbers from -8 to 8)")


@part("sigmoid")
def test_sigmoid_is_stable(learner):
    """sigmoid and its derivative are right at ±10,000, and at 0"""
    got, slope = value_and_slope(learner.sigmoid, [-1e4, 0.0, 1e4])
    expect_close(got, [0.0, 0.5, 1.0], call="sigmoid([-10000, 0, 10000])")
    expect_close(slope, [0.0, 0.25, 0.0], call="the derivative of sigmoid at [-10000, 0, 10000]")


@part("sigmoid")
def test_softmax_values(learner):
    """softmax divides powers of e by their sum, along the axis asked for"""
    z = np.log([[1.0, 2.0, 5.0], [3.0, 2.0, 5.0]]).astype("float32")
    expect_close(
        learner.softmax(z), [[0.125, 0.25, 0.625], [0.3, 0.2, 0.5]], call="softmax(log [[1, 2, 5], [3, 2, 5]])"
    )
    expected = [[0.25, 0.5, 0.5], [0.75, 0.5, 0.5]]
    expect_close(learner.softmax(z, axis=0), expected, call="softmax(log [[1, 2, 5], [3, 2, 5]], axis=0)")


@part("sigmoid")
def test_softmax_is_stable(learner):
    """softmax is finite for logits of ±10,000, and so is its gradient"""
    got, slope = value_and_slope(learner.softmax, [[1e4, -1e4], [-1e4, -1e4]])
    expect_close(got, [[1.0, 0.0], [0.5, 0.5]], call="softmax([[10000, -10000], [-10000, -10000]])", atol=1e-3)
    expect_close(slope, np.zeros((2, 2)), call="the gradient of its sum (which is always 1)", atol=1e-3)


@part("binary_crossentropy")
def test_binary_values(learner):
    """binary_crossentropy is the mean surprise: -log 0.8 and -log 0.5"""
    got = learner.binary_crossentropy([1.0, 0.0], [0.8, 0.5])
    expect_close(
        got, -(np.log(0.8) + np.log(0.5)) / 2, call="binary_crossentropy(labels=[1, 0], probabilities=[0.8, 0.5])"
    )


@part("binary_crossentropy")
def test_binary_clips(learner):
    """binary_crossentropy clips: certainty that was wrong costs about 16"""
    call = "binary_crossentropy(labels=[1], probabilities=[0])"
    expect_close(learner.binary_crossentropy([1.0], [0.0]), -np.log(1e-7), call=call, atol=1e-3)
    call = "binary_crossentropy(labels=[0], probabilities=[1])"
    expect_close(learner.binary_crossentropy([0.0], [1.0]), 16.03, call=call, atol=0.15)


@part("binary_crossentropy")
def test_binary_curve(learner):
    """binary_crossentropy draws the curve -log p for label 1"""
    p = np.linspace(0.01, 0.99, 50, dtype="float32")
    got = [float(learner.binary_crossentropy([1], [value])) for value in p]
    picture(got=got, expected=-np.log(p), kind="curve")
    expect_close(got, -np.log(p), call="binary_crossentropy([1], [p]) for 50 values of p", atol=1e-4)


@part("categorical_crossentropy")
def test_categorical_values(learner):
    """categorical_crossentropy sums over the classes and takes the mean over the batch"""
    got = learner.categorical_crossentropy([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], [[0.2, 0.5, 0.3], [0.8, 0.1, 0.1]])
    call = "categorical_crossentropy([[0, 1, 0], [1, 0, 0]], [[0.2, 0.5, 0.3], [0.8, 0.1, 0.1]])"
    expect_close(got, -(np.log(0.5) + np.log(0.8)) / 2, call=call)


@part("categorical_crossentropy")
def test_categorical_soft(learner):
    """categorical_crossentropy takes soft targets, and probabilities as they are"""
    got = learner.categorical_crossentropy([[0.9, 0.1]], [[0.5, 0.25]])
    call = "categorical_crossentropy([[0.9, 0.1]], [[0.5, 0.25]])"
    expect_close(got, -(0.9 * np.log(0.5) + 0.1 * np.log(0.25)), call=call)


@part("categorical_crossentropy")
def test_categorical_clips(learner):
    """categorical_crossentropy clips: a true class of probability 0 costs about 16"""
    got = learner.categorical_crossentropy([[1.0, 0.0]], [[0.0, 1.0]])
    expect_close(got, -np.log(1e-7), call="categorical_crossentropy([[1, 0]], [[0, 1]])", atol=1e-3)


@part("sparse_categorical_crossentropy")
def test_sparse_values(learner):
    """sparse_categorical_crossentropy agrees with Keras' loss from logits"""
    random = np.random.default_rng(3)
    labels, logits = np.array([1, 0, 3, 2, 1]), random.normal(size=(5, 4)).astype("float32")
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
    got = learner.sparse_categorical_crossentropy(labels, logits)
    expect_close(got, expected, call="sparse_categorical_crossentropy(5 labels, logits of shape (5, 4))")


@part("sparse_categorical_crossentropy")
def test_sparse_is_stable(learner):
    """sparse_categorical_crossentropy is right for logits of ±10,000"""
    got = learner.sparse_categorical_crossentropy([1], [[1e4, -1e4]])
    expect_close(got, 20_000.0, call="sparse_categorical_crossentropy([1], [[10000, -10000]])")


@part("sparse_categorical_crossentropy")
def test_sparse_gradient(learner):
    """the gradient of sparse_categorical_crossentropy is softmax minus one-hot"""
    _, slope = value_and_slope(lambda z: learner.sparse_categorical_crossentropy([1], z), [[0.0, 0.0]])
    expect_close(slope, [[0.5, -0.5]], call="the gradient of sparse_categorical_crossentropy([1], [[0, 0]])")


@part("choose_loss")
def test_choose_names(learner):
    """choose_loss names the loss that fits"""
    table = [
        (2, "binary", "binary_crossentropy"),
        (10, "integer", "sparse_categorical_crossentropy"),
        (10, "one_hot", "categorical_crossentropy"),
        (2, "integer", "sparse_categorical_crossentropy"),
    ]
    for n, encoding, expected in table:
        got = learner.choose_loss(n, encoding)
        expect(got == expected, "Another name", call=f"choose_loss({n}, {encoding!r})", got=got, expected=expected)


@part("choose_loss")
def test_choose_errors(learner):
    """choose_loss raises ValueError for what does not fit, and says what is allowed"""
    for n, encoding in ((3, "binary"), (1, "integer"), (3, "letters")):
        call = f"choose_loss({n}, {encoding!r})"
        error = expect_raises(ValueError, learner.choose_loss, n, encoding, call=call)
        expect(str(error), "The ValueError has no message", call=call)
