"""Public checks of topic 18. Run `pytest exercises/18_rnn` or `course check rnn`."""

from __future__ import annotations

import numpy as np

from course.public import expect, expect_close, part, picture

HINTS = {
    "rnn_cell": [
        "Cast all five arguments to float32 first; tf.cast takes lists and arrays too.",
        "Two matrix products and a bias, added up, go through one tf.tanh. Which of the two stands on the left of @?",
    ],
    "rnn": [
        "Write it as a Python loop over xs[:, t] first. It gives the right numbers; only a graph of unknown length fails.",
        "tf.scan hands your function the state and the next slice along the FIRST axis: transpose xs before.",
        "tf.scan returns the states of all steps, time first. The last one is states[-1].",
    ],
    "simple_rnn_params": [
        "One unit: how many weights for the inputs, how many for the last state, and how many biases?",
    ],
    "gradient_norms": [
        "Keep all states in a list while the tape is on. The start has to be watched.",
        "tape.jacobian(last, state) gives the matrix; for several states the tape has to be persistent.",
        "Collect the norms from the last state but one back to the start.",
    ],
    "clip_by_global_norm": [
        "The sum of squares over all tensors that are not None, then one square root.",
        "Which factor is 1 below the limit, and max_norm / norm above? One tf.maximum is enough.",
        "Build a new list; where there was None, put None.",
    ],
    "sequence_classifier": [
        "keras.Input((None, n_features)): the batch axis is not written, the time axis is None.",
        "A SimpleRNN that returns its last state only, and a Dense layer with a softmax.",
    ],
}


def drawn(features, units, n=3, time=5, seed=0):
    """Sequences, a start, kernel, recurrent weights and bias."""
    rng = np.random.default_rng(seed)
    shapes = (n, time, features), (n, units), (features, units), (units, units), (units,)
    return [(0.7 * rng.normal(size=shape)).astype("float32") for shape in shapes]


def by_numpy(xs, h, kernel, recurrent, bias):
    """States of all steps, `(n, time, units)`."""
    states = []
    for step in range(xs.shape[1]):
        h = np.tanh(xs[:, step] @ kernel + h @ recurrent + bias)
        states.append(h)
    return np.stack(states, axis=1)


@part("rnn_cell")
def test_one_unit(learner):
    """rnn_cell adds up input, state and bias before the tanh (one unit)"""
    got = learner.rnn_cell([[2.0]], [[0.5]], [[0.3]], [[-1.0]], [0.1])
    expect_close(
        got, [[np.tanh(0.2)]], call="rnn_cell(x=[[2]], h=[[0.5]], kernel=[[0.3]], recurrent=[[-1]], bias=[0.1])"
    )


@part("rnn_cell")
def test_cell_agrees_with_keras(learner):
    """rnn_cell agrees with keras.layers.SimpleRNNCell on a batch of 3, with 4 features and 2 units"""
    import keras

    xs, h, *weights = drawn(4, 2)
    cell = keras.layers.SimpleRNNCell(2)
    cell.build((None, 4))
    cell.set_weights(weights)
    expected, _ = cell(xs[:, 0], [h])
    expect_close(learner.rnn_cell(xs[:, 0], h, *weights), expected, call="rnn_cell(x, h, kernel, recurrent, bias)")


@part("rnn")
def test_last_state(learner):
    """rnn returns the last state (n, units)"""
    arguments = drawn(4, 2)
    expected = by_numpy(*arguments)[:, -1]
    expect_close(learner.rnn(*arguments), expected, call="rnn(xs of shape (3, 5, 4), h0, kernel, recurrent, bias)")


@part("rnn")
def test_all_states(learner):
    """rnn returns the states of all steps (n, time, units) with return_sequences=True"""
    arguments = drawn(4, 2, time=12)
    expected = by_numpy(*arguments)
    got = learner.rnn(*arguments, return_sequences=True)
    if np.ndim(got) == 3 and np.shape(got)[-1] == 2:
        picture(got=np.asarray(got)[0, :, 0], expected=expected[0, :, 0], kind="curve")
    expect_close(got, expected, call="rnn(xs of shape (3, 12, 4), …, return_sequences=True)")


@part("rnn")
def test_unknown_length(learner):
    """rnn runs in a graph that knows neither the batch size nor the length"""
    import tensorflow as tf

    arguments = drawn(4, 2)
    learner.rnn(*arguments)
    specs = [tf.TensorSpec((None, None, 4)), tf.TensorSpec((None, 2))]
    specs += [tf.TensorSpec(array.shape) for array in arguments[2:]]
    graph = tf.function(learner.rnn).get_concrete_function(*specs)
    for time in (1, 9):
        arguments[0] = drawn(4, 2, time=time)[0]
        call = f"the graph of rnn for unknown lengths, on {time} step" + "s" * (time > 1)
        expect_close(graph(*map(tf.constant, arguments)), by_numpy(*arguments)[:, -1], call=call)


@part("simple_rnn_params")
def test_counts(learner):
    """simple_rnn_params counts the weights of input and state, and the biases"""
    expect_close(learner.simple_rnn_params(1, 1), 3, call="simple_rnn_params(1, 1)")
    expect_close(learner.simple_rnn_params(8, 24), 792, call="simple_rnn_params(8, 24)")


@part("gradient_norms")
def test_one_number(learner):
    """gradient_norms of a 1 × 1 matrix are its powers"""
    got = learner.gradient_norms([[0.5]], 4, seed=0)
    expect(len(got) == 4, "One norm per step", call="gradient_norms([[0.5]], 4, seed=0)", got=got)
    expect_close(got, [0.5, 0.25, 0.125, 0.0625], call="gradient_norms([[0.5]], 4, seed=0)")


@part("gradient_norms")
def test_growing(learner):
    """gradient_norms grow with a spectral radius above 1, nearest state first"""
    turn = 1.2 * np.array([[0.6, 0.8], [-0.8, 0.6]])
    expected = [np.sqrt(2) * 1.2**step for step in range(1, 11)]
    got = learner.gradient_norms(turn, 10, seed=1)
    picture(got=got, expected=expected, kind="curve")
    expect_close(got, expected, call="gradient_norms(1.2 times a rotation, 10, seed=1)", rtol=1e-3)


@part("clip_by_global_norm")
def test_clips(learner):
    """clip_by_global_norm scales all gradients by the same factor, and keeps None"""
    clipped, norm = learner.clip_by_global_norm([np.array([3.0, 0.0], "float32"), None, np.array(-4.0, "float32")], 1.0)
    call = "clip_by_global_norm([[3, 0], None, -4], 1.0)"
    expect_close(norm, 5.0, call=f"{call}[1], the norm")
    expect(len(clipped) == 3 and clipped[1] is None, "None stays in its place", call=f"{call}[0]", got=list(clipped))
    expect_close((clipped[0], clipped[2]), ([0.6, 0.0], -0.8), call=f"{call}[0], the gradients")


@part("clip_by_global_norm")
def test_leaves_small_ones(learner):
    """clip_by_global_norm changes nothing below the limit, nor where all gradients are 0"""
    clipped, norm = learner.clip_by_global_norm([np.array([3.0, 4.0], "float32")], 5.5)
    expect_close((clipped[0], norm), ([3.0, 4.0], 5.0), call="clip_by_global_norm([[3, 4]], 5.5)")
    clipped, norm = learner.clip_by_global_norm([np.zeros(2, "float32")], 1.0)
    expect_close((clipped[0], norm), ([0.0, 0.0], 0.0), call="clip_by_global_norm([[0, 0]], 1.0)")


@part("sequence_classifier")
def test_classifier(learner):
    """sequence_classifier has a SimpleRNN's and a softmax layer's parameters"""
    model = learner.sequence_classifier(8, 24, 10)
    expect_close(model.count_params(), 792 + 250, call="sequence_classifier(8, 24, 10).count_params()")


@part("sequence_classifier")
def test_classifier_takes_any_length(learner):
    """sequence_classifier gives one distribution per sequence, whatever its length"""
    model = learner.sequence_classifier(8, 24, 10)
    for time in (1, 30):
        got = np.array(model(np.ones((2, time, 8), "float32")))
        call = f"sequence_classifier(8, 24, 10)(sequences of shape (2, {time}, 8))"
        expect(got.shape == (2, 10), "Another shape than (2, 10)", call=call, got=got)
        expect_close(got.sum(axis=1), [1.0, 1.0], call=f"{call}, summed over the classes")
