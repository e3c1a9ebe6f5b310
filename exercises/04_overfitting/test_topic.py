"""Public checks of topic 04. Run `pytest exercises/04_overfitting` or `course check overfitting`."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "mlp": [
        "Start a keras.Sequential with keras.Input((n_features,)), then loop over units, then one more Dense layer.",
        "kernel_regularizer=None means no penalty: choose between None and keras.regularizers.L2(l2) once, before the loop.",
        "Inside the loop, after each Dense layer: if dropout > 0, add a keras.layers.Dropout.",
    ],
    "dropout": [
        "Check the rate first. Then: not training means x as it is (as float32).",
        "tf.random.stateless_uniform(tf.shape(x), seed=[seed, 0]) gives the same numbers for the same seed, in [0, 1).",
        "An entry is kept where its number is at least the rate. Divide what is kept by 1 - rate.",
    ],
    "l2_penalty": [
        "Per tensor: tf.reduce_sum(tf.square(…)). Then add up over the list, and multiply.",
        "What is the sum over an empty list? Python's sum can start from any value.",
    ],
    "global_average_pooling": ["tf.reduce_mean takes several axes at once. Which ones are height and width?"],
    "diagnose": [
        "Take the last entry of each list. Then three cases, in the order of the lesson.",
        "Below is <, more than is >. What lies exactly on the border is still fine.",
    ],
    "k_fold": [
        "Shuffle 0 … n_samples - 1 by a generator of your own: np.random.default_rng(seed).permutation(n_samples).",
        "np.array_split cuts an array into k pieces whose sizes differ by one at most.",
        "The training indices of a fold are all the other pieces, joined by np.concatenate.",
    ],
    "best_setting": [
        "max takes a key function: what should be largest?",
        "Tuples compare entry by entry: first the mean, then minus the standard deviation (np.std is the population's).",
    ],
}


@part("mlp")
def test_mlp_parameters(learner):
    """mlp has one dense layer per entry of units, and one for the output"""
    for units, expected in (((16, 8), 64 * 16 + 16 + 16 * 8 + 8 + 8 * 10 + 10), ((), 64 * 10 + 10)):
        got = learner.mlp(64, 10, units).count_params()
        call = f"mlp(64, 10, {units}).count_params()"
        expect(got == expected, "Another number of parameters", call=call, got=got, expected=expected)


@part("mlp")
def test_mlp_probabilities(learner):
    """mlp returns probabilities"""
    got = learner.mlp(4, 3, (8,))(np.ones((2, 4), "float32"))
    expect_close(np.sum(got, axis=-1), [1.0, 1.0], call="the sums of the rows of mlp(4, 3, (8,))(x)")


@part("mlp")
def test_mlp_dropout_layers(learner):
    """mlp drops out after each hidden layer, and has no Dropout layer at 0"""
    x = np.ones((64, 4), "float32")
    model = learner.mlp(4, 3, (32, 32), dropout=0.5)
    call = "mlp(4, 3, (32, 32), dropout=0.5)"
    inference, training = model(x, training=False), model(x, training=True)
    expect(
        np.ptp(inference, axis=0).max() < 1e-5,
        "Equal rows get different predictions",
        call=f"{call}(x, training=False)",
    )
    expect(np.ptp(training, axis=0).max() > 1e-3, "Nothing is dropped in training", call=f"{call}(x, training=True)")
    layers = [type(layer).__name__ for layer in learner.mlp(4, 3, (32, 32)).layers]
    expect("Dropout" not in layers, "There is a Dropout layer", call="mlp(4, 3, (32, 32)).layers", got=layers)


@part("mlp")
def test_mlp_penalty(learner):
    """mlp penalizes the kernels of the hidden layers alone"""
    model = learner.mlp(2, 2, (1,), l2=0.1)
    for weight in model.weights:
        weight.assign(np.full(weight.shape, 3.0))
    model(np.ones((1, 2), "float32"))
    got = sum(float(loss) for loss in model.losses)
    expect_close(got, 0.1 * 2 * 9, call="the sum of mlp(2, 2, (1,), l2=0.1).losses, all weights set to 3")


@part("dropout")
def test_dropout_scales(learner):
    """dropout leaves zeros, and survivors divided by 1 - rate"""
    got = np.asarray(learner.dropout(tf.ones([50, 40]), 0.2, True, 3))
    expect(got.shape == (50, 40), "Another shape", call="dropout(ones of shape (50, 40), 0.2, True, 3)", got=got.shape)
    call = "the distinct values of dropout(ones, 0.2, True, 3)"
    expect_close(np.unique(np.round(got, 4)), [0.0, 1.25], call=call, atol=1e-3)
    share = float(np.mean(got == 0))
    expect(0.1 < share < 0.3, "Another share of zeros", call="dropout(ones, 0.2, True, 3)", got=share, expected=0.2)


@part("dropout")
def test_dropout_keeps_the_mean(learner):
    """the mean of many dropouts is the input"""
    x = np.sin(np.linspace(0, 6, 50, dtype="float32")) + 2
    got = np.mean([learner.dropout(x, 0.5, True, seed) for seed in range(300)], axis=0)
    picture(got=got, expected=x, kind="curve")
    expect_close(got, x, call="the mean of dropout(x, 0.5, True, seed) for 300 seeds", atol=1.2)
    expect_close(got.mean(), x.mean(), call="the mean of that mean, compared with the mean of x", atol=0.15)


@part("dropout")
def test_dropout_seeds(learner):
    """dropout drops the same entries for the same seed, others for another"""
    one, again, other = (np.asarray(learner.dropout(tf.ones([200]), 0.5, True, seed)) for seed in (1, 1, 2))
    expect_close(again, one, call="dropout(ones, 0.5, True, 1), called a second time")
    expect(not np.array_equal(one, other), "Seeds 1 and 2 give the same mask", call="dropout(ones, 0.5, True, 2)")


@part("dropout")
def test_dropout_identity_and_errors(learner):
    """dropout changes nothing when not training, and refuses rates outside [0, 1)"""
    expect_close(learner.dropout([1.0, 2.0], 0.9, False, 0), [1.0, 2.0], call="dropout([1, 2], 0.9, False, 0)")
    for rate in (1.0, -0.1):
        expect_raises(ValueError, learner.dropout, [1.0, 2.0], rate, True, 0, call=f"dropout([1, 2], {rate}, True, 0)")


@part("l2_penalty")
def test_penalty_values(learner):
    """l2_penalty is strength times the sum of all squares"""
    got = learner.l2_penalty([tf.constant([[1.0, 2.0]]), tf.constant([3.0])], 0.5)
    expect_close(got, 7.0, call="l2_penalty([[[1, 2]], [3]], 0.5)")
    expect_close(learner.l2_penalty([], 0.5), 0.0, call="l2_penalty([], 0.5)")


@part("l2_penalty")
def test_penalty_gradient(learner):
    """the gradient of l2_penalty is twice the strength times the weights"""
    weight = tf.Variable([1.0, -2.0, 0.0])
    with tf.GradientTape() as tape:
        penalty = learner.l2_penalty([weight], 0.5)
    expect_close(tape.gradient(penalty, weight), [1.0, -2.0, 0.0], call="the gradient of l2_penalty([[1, -2, 0]], 0.5)")


@part("global_average_pooling")
def test_pooling_values(learner):
    """global_average_pooling is the mean of each channel"""
    x = np.arange(12, dtype="float32").reshape(1, 2, 3, 2)
    got = learner.global_average_pooling(x)
    expect_close(got, [[5.0, 6.0]], call="global_average_pooling(0, 1, …, 11 of shape (1, 2, 3, 2))")


@part("global_average_pooling")
def test_pooling_agrees_with_keras(learner):
    """global_average_pooling agrees with Keras' layer"""
    x = np.random.default_rng(4).normal(size=(3, 5, 4, 6)).astype("float32")
    expected = keras.layers.GlobalAveragePooling2D()(x)
    expect_close(learner.global_average_pooling(x), expected, call="global_average_pooling(x of shape (3, 5, 4, 6))")


@part("diagnose")
def test_diagnose_words(learner):
    """diagnose names underfitting, overfitting and a good fit"""
    table = [
        ([0.5, 0.6], [0.5, 0.3], "underfitting"),
        ([0.5, 0.99], [0.9, 0.8], "overfitting"),
        ([0.5, 0.95], [0.1, 0.93], "good fit"),
    ]
    for training, validation, expected in table:
        got = learner.diagnose(training, validation)
        expect(
            got == expected, "Another verdict", call=f"diagnose({training}, {validation})", got=got, expected=expected
        )


@part("diagnose")
def test_diagnose_borders(learner):
    """diagnose lets pass what lies exactly on the border"""
    got = learner.diagnose([0.75], [0.5], target=0.75, gap=0.25)
    call = "diagnose([0.75], [0.5], target=0.75, gap=0.25)"
    expect(got == "good fit", "Another verdict", call=call, got=got, expected="good fit")


@part("k_fold")
def test_folds_cover(learner):
    """k_fold validates every example once, and trains on the others"""
    folds = learner.k_fold(10, 4, 0)
    expect(len(folds) == 4, "Another number of folds", call="len(k_fold(10, 4, seed=0))", got=len(folds), expected=4)
    table = np.zeros((4, 10), "int32")
    for row, (training, validation) in zip(table, folds, strict=True):
        row[np.asarray(validation)] = 1
        both = sorted([*np.asarray(training).tolist(), *np.asarray(validation).tolist()])
        expect(both == list(range(10)), "A fold's two sets are not all examples", call="k_fold(10, 4, 0)", got=both)
    picture(got=table, kind="mask")
    expect_close(table.sum(axis=0), np.ones(10), call="how often k_fold(10, 4, 0) validates each example")
    expect_close(np.sort(table.sum(axis=1)), [2, 2, 3, 3], call="the sizes of the validation sets, sorted")


@part("k_fold")
def test_folds_by_seed(learner):
    """k_fold shuffles by its seed"""
    one, again, other = ([np.asarray(fold[1]).tolist() for fold in learner.k_fold(30, 3, seed)] for seed in (1, 1, 2))
    expect(one == again, "The same seed gives other folds", call="k_fold(30, 3, 1), called a second time", got=again)
    expect(one != other, "Another seed gives the same folds", call="k_fold(30, 3, 2)", got=other)


@part("k_fold")
def test_folds_errors(learner):
    """k_fold refuses fewer than 2 folds and more folds than examples"""
    for k in (1, 6):
        expect_raises(ValueError, learner.k_fold, 5, k, 0, call=f"k_fold(5, {k}, 0)")


@part("best_setting")
def test_best_mean(learner):
    """best_setting takes the highest mean"""
    scores = {"small": [0.5, 0.75], "large": [0.75, 1.0], "lucky": [1.0, 0.25]}
    got = learner.best_setting(scores)
    expect(got == "large", "Another setting", call=f"best_setting({scores})", got=got, expected="large")


@part("best_setting")
def test_best_tie(learner):
    """best_setting breaks ties by the smaller standard deviation"""
    scores = {0.0: [0.5, 1.0], 0.5: [0.75, 0.75], 0.9: [0.25, 1.25]}
    got = learner.best_setting(scores)
    expect(got == 0.5, "Another setting", call=f"best_setting({scores})", got=got, expected=0.5)
