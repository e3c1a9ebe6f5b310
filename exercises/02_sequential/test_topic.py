"""Public checks of topic 02. Run `pytest exercises/02_sequential` or `course check sequential`."""

from __future__ import annotations

import numpy as np

from course.public import expect, expect_close, expect_raises, part

HINTS = {
    "dense_params": [
        "Draw three dots on the left and two on the right. How many arrows? And how many with one more dot on the left?",
        "Without a bias, that one more dot is missing.",
    ],
    "conv2d_params": [
        "One filter first: how many numbers does its window look at, over all input channels? Plus its bias.",
        "Then once for every filter. isinstance(kernel_size, int) tells the int from the pair.",
    ],
    "mlp_params": [
        "[784, 128, 10] is a layer from 784 to 128, and one from 128 to 10. Which function counts each of them?",
        "itertools.pairwise, or zip of the list and the list without its first entry, gives the neighbors.",
        "Look at the length of the list before anything else.",
    ],
    "regressor": [
        "A keras.Sequential of two things: what comes in (keras.Input takes a shape: a tuple!) and one dense layer.",
        'model.compile(…) wants an optimizer and a loss. Does the model come back with a "return"?',
    ],
    "binary_classifier": [
        "Collect the layers in a list: one dense layer with relu for each entry of hidden, then the output.",
        "One output, and an activation that squeezes it between 0 and 1. Then compile, this time with metrics.",
    ],
    "softmax_classifier": [
        "As the binary classifier, but with one output per class and another activation.",
        "Only one thing depends on one_hot: the name of the loss.",
    ],
}


def expect_model(model, n_in, n_out, params, call):
    """Fail unless the model maps `n_in` features to `n_out` outputs, with that many parameters."""
    expect(hasattr(model, "weights"), "That is not a Keras model", call=call, got=model)
    expect(len(model.weights) > 0, "The model is not built: it has no weights yet", call=call)
    count = sum(int(np.prod(weight.shape)) for weight in model.weights)
    expect(count == params, "The number of parameters is another", call=call, got=count, expected=params)
    shape = tuple(model(np.zeros((4, n_in), "float32")).shape)
    expect(shape == (4, n_out), "The shape of the outputs is another", call=call + " on 4 examples", got=shape)


def with_weights(model, *arrays):
    """The model, with these kernels and biases for its weights of the same shapes."""
    values = {np.shape(array): np.asarray(array, "float32") for array in arrays}
    for weight in model.weights:
        weight.assign(values[tuple(weight.shape)])
    return model


def evaluated(model, x, y, call):
    """What `model.evaluate` tells, as a dict."""
    expect(getattr(model, "compiled", False), "The model is not compiled", call=call)
    model.run_eagerly = True
    return model.evaluate(np.asarray(x, "float32"), np.asarray(y), verbose=0, return_dict=True)


def expect_accuracy(told, expected, call):
    """Fail unless some metric is the accuracy."""
    found = [value for name, value in told.items() if "acc" in name]
    expect(found, "No accuracy is reported", call=call, got=told)
    expect_close(found[0], expected, call=call + ": the accuracy")


@part("dense_params")
def test_counts_arrows_and_biases(learner):
    """dense_params counts weights and biases"""
    expect_close(learner.dense_params(3, 2), 8, call="dense_params(3, 2)")
    expect_close(learner.dense_params(784, 128), 100480, call="dense_params(784, 128)")


@part("dense_params")
def test_counts_without_bias(learner):
    """dense_params leaves the biases out where there are none"""
    expect_close(learner.dense_params(3, 2, use_bias=False), 6, call="dense_params(3, 2, use_bias=False)")


@part("conv2d_params")
def test_counts_windows(learner):
    """conv2d_params counts the weights of all windows"""
    expect_close(learner.conv2d_params(3, 32, 64), 18496, call="conv2d_params(3, 32, 64)")
    expect_close(learner.conv2d_params(5, 1, 2, use_bias=False), 50, call="conv2d_params(5, 1, 2, use_bias=False)")


@part("conv2d_params")
def test_counts_oblong_windows(learner):
    """conv2d_params takes a pair for the window"""
    expect_close(learner.conv2d_params((2, 5), 3, 4), 124, call="conv2d_params((2, 5), 3, 4)")


@part("mlp_params")
def test_counts_a_network(learner):
    """mlp_params adds up all layers"""
    expect_close(learner.mlp_params([784, 128, 10]), 101770, call="mlp_params([784, 128, 10])")
    expect_close(learner.mlp_params([2, 3, 4, 5]), 50, call="mlp_params([2, 3, 4, 5])")


@part("mlp_params")
def test_needs_two_sizes(learner):
    """mlp_params counts a single layer, and refuses less than that"""
    expect_close(learner.mlp_params([4, 1]), 5, call="mlp_params([4, 1])")
    expect_raises(ValueError, learner.mlp_params, [4], call="mlp_params([4])")


@part("regressor")
def test_regressor_has_one_layer(learner):
    """regressor has one weight per feature and one bias"""
    expect_model(learner.regressor(5), 5, 1, 6, "regressor(5)")


@part("regressor")
def test_regressor_is_linear(learner):
    """regressor is linear, and minimizes the mean squared error"""
    model = with_weights(learner.regressor(2), [[1.0], [-2.0]], [0.5])
    x = np.array([[1.0, 0.0], [0.0, 3.0]], "float32")
    call = "regressor(2) with the weights 1, -2 and the bias 0.5"
    expect_close(model(x), [[1.5], [-5.5]], call=call + " on [[1, 0], [0, 3]]")
    told = evaluated(model, x, [[0.5], [-2.5]], call)
    expect_close(told["loss"], 5.0, call=call + ", for the targets 0.5 and -2.5: the loss", rtol=1e-4)


@part("binary_classifier")
def test_binary_layers(learner):
    """binary_classifier has the hidden layers that are asked for"""
    expect_model(learner.binary_classifier(4), 4, 1, 97, "binary_classifier(4)")
    expect_model(learner.binary_classifier(4, hidden=(3, 2)), 4, 1, 26, "binary_classifier(4, hidden=(3, 2))")
    expect_model(learner.binary_classifier(4, hidden=()), 4, 1, 5, "binary_classifier(4, hidden=())")


@part("binary_classifier")
def test_binary_output(learner):
    """binary_classifier answers with a probability, and reports loss and accuracy"""
    model = with_weights(learner.binary_classifier(1, hidden=()), [[2.0]], [0.0])
    x = np.array([[0.0], [1.0], [-1.0]], "float32")
    p = 1 / (1 + np.exp(-2.0))
    call = "binary_classifier(1, hidden=()) with the weight 2 and the bias 0"
    expect_close(model(x), [[0.5], [p], [1 - p]], call=call + " on [[0], [1], [-1]]")
    told = evaluated(model, x, [[0], [1], [1]], call)
    loss = -np.mean(np.log([0.5, p, 1 - p]))
    expect_close(told["loss"], loss, call=call + ", for the labels 0, 1, 1: the loss", rtol=1e-4)
    expect_accuracy(told, 2 / 3, call + ", for the labels 0, 1, 1")


@part("binary_classifier")
def test_binary_hidden_relu(learner):
    """binary_classifier has relu in its hidden layers"""
    model = with_weights(learner.binary_classifier(1, (2,)), [[1.0, -1.0]], [0.0, 0.0], [[1.0], [1.0]], [-1.0])
    expected = 1 / (1 + np.exp([[-1.0], [1.0]]))
    call = "binary_classifier(1, (2,)) with weights that compute sigmoid(relu(x) + relu(-x) - 1), at -2 and 0"
    expect_close(model(np.array([[-2.0], [0.0]], "float32")), expected, call=call)


@part("softmax_classifier")
def test_softmax_layers(learner):
    """softmax_classifier has the layers that are asked for"""
    expect_model(learner.softmax_classifier(4, 3), 4, 3, 259, "softmax_classifier(4, 3)")
    expect_model(learner.softmax_classifier(4, 3, hidden=(5, 2)), 4, 3, 46, "softmax_classifier(4, 3, hidden=(5, 2))")
    expect_model(learner.softmax_classifier(4, 3, hidden=()), 4, 3, 15, "softmax_classifier(4, 3, hidden=())")


@part("softmax_classifier")
def test_softmax_losses(learner):
    """softmax_classifier takes integer labels, or one-hot labels when it is told so"""
    x = np.array([[1.0], [-1.0]], "float32")
    p = np.exp([0.0, 1.0, 2.0]) / np.sum(np.exp([0.0, 1.0, 2.0]))
    for one_hot, labels in ((False, [2, 2]), (True, [[0, 0, 1], [0, 0, 1]])):
        model = learner.softmax_classifier(1, 3, hidden=(), one_hot=one_hot)
        with_weights(model, [[0.0, 1.0, 2.0]], [0.0, 0.0, 0.0])
        call = f"softmax_classifier(1, 3, hidden=(), one_hot={one_hot}) with the weights 0, 1, 2"
        expect_close(model(x), [p, p[::-1]], call=call + " on [[1], [-1]]")
        told = evaluated(model, x, labels, call)
        loss = -np.mean(np.log([p[2], p[0]]))
        expect_close(told["loss"], loss, call=f"{call}, for the labels {labels}: the loss", rtol=1e-4)
        expect_accuracy(told, 0.5, f"{call}, for the labels {labels}")
