"""Public checks of topic 10. Run `pytest exercises/10_training_loop` or `course check training_loop`."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from course.public import expect, expect_close, part

X = np.array([[1.0], [3.0]], "float32")
ZEROS = np.zeros((2, 1), "float32")


def line(slope, penalty=0.0, *more):
    """The model y = slope · x, on demand with a weight penalty and more layers after it."""
    regularizer = keras.regularizers.L2(penalty) if penalty else None
    dense = keras.layers.Dense(1, use_bias=False, kernel_regularizer=regularizer)
    model = keras.Sequential([keras.Input((1,)), dense, *more])
    dense.set_weights([np.array([[slope]])])
    return model


def slope_of(model):
    return float(model.trainable_variables[0].numpy()[0, 0])


def squared(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))


@part("train_step")
def test_step_walks_downhill(learner):
    """train_step returns the loss and moves the weights against the gradient"""
    model = line(2.0)
    loss = learner.train_step(model, keras.optimizers.SGD(0.05), squared, X, ZEROS)
    # the loss is ((2 · 1)² + (2 · 3)²) / 2 = 20, and its derivative by the slope, 2 · slope · (1² + 3²) / 2, is 20 too
    call = "train_step on y = 2x, x = [1, 3], targets 0, SGD(0.05)"
    expect_close(loss, 20.0, call=call + ": the loss")
    expect_close(slope_of(model), 1.0, call=call + ": the slope afterwards")


@part("train_step")
def test_step_adds_own_losses(learner):
    """train_step adds the losses that the model brings along"""
    model = line(2.0, penalty=0.5)
    loss = learner.train_step(model, keras.optimizers.SGD(0.05), squared, X, ZEROS)
    call = "train_step on y = 2x with the weight penalty 0.5 · slope²"
    expect_close(loss, 22.0, call=call + ": the loss")
    expect_close(slope_of(model), 0.9, call=call + ": the slope afterwards")


@part("train_step")
def test_step_trains_batch_normalization(learner):
    """train_step runs the model in training mode"""
    norm = keras.layers.BatchNormalization(momentum=0.5)
    learner.train_step(line(2.0, 0.0, norm), keras.optimizers.SGD(0.0), squared, X, ZEROS)
    # the batch [2, 6] has the mean 4: the moving mean goes half of the way from 0
    expect_close(norm.moving_mean, [2.0], call="train_step on a model with batch normalization: its moving mean")


@part("train_step")
def test_step_runs_in_a_graph(learner):
    """train_step runs inside tf.function"""
    model, sgd = line(2.0), keras.optimizers.SGD(0.05)
    learner.train_step(model, sgd, squared, X, ZEROS)
    step = tf.function(lambda x, y: learner.train_step(model, sgd, squared, x, y))
    expect_close(step(X, ZEROS), 5.0, call="the second train_step, inside tf.function: the loss")


@part("test_step")
def test_measures_in_inference_mode(learner):
    """test_step returns the loss and the predictions of inference mode"""
    result = learner.test_step(line(2.0, 0.0, keras.layers.Dropout(0.9)), squared, X, ZEROS)
    expect_close(result, (20.0, [[2.0], [6.0]]), call="test_step on y = 2x with dropout, x = [1, 3], targets 0")


@part("test_step")
def test_measures_the_data_loss(learner):
    """test_step leaves the penalties of training out"""
    loss, _ = learner.test_step(line(2.0, penalty=0.5), squared, X, ZEROS)
    expect_close(loss, 20.0, call="test_step on y = 2x with a weight penalty: the loss")


@part("test_step")
def test_measures_without_a_trace(learner):
    """test_step changes neither weights nor moving statistics"""
    model = line(2.0, 0.0, keras.layers.BatchNormalization())
    before = model.get_weights()
    learner.test_step(model, squared, X, ZEROS)
    for old, new in zip(before, model.get_weights(), strict=True):
        expect_close(new, old, call="test_step on a model with batch normalization: its weights")


def two_classes():
    """A model that gives the class 1 the logit x, and a data set of five examples in batches of 4 and 1."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
    model.set_weights([np.array([[0.0, 1.0]]), np.zeros(2)])
    x = np.array([[-2.0], [-1.0], [1.0], [2.0], [3.0]], "float32")
    y = np.array([0, 0, 1, 1, 0])
    return model, tf.data.Dataset.from_tensor_slices((x, y)).batch(4)


def run_fit(learner, rate, epochs):
    model, data = two_classes()
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    history = learner.fit(model, keras.optimizers.SGD(rate), loss_fn, data, data, epochs)
    return model, history


@part("fit")
def test_fit_returns_a_history(learner):
    """fit returns four lists with one float per epoch"""
    _, history = run_fit(learner, 0.1, 2)
    call = "fit(…, epochs=2)"
    expect(isinstance(history, dict), "The history is not a dict", call=call, got=history)
    for key in ("loss", "accuracy", "val_loss", "val_accuracy"):
        expect(key in history, f"The history has no key {key!r}", call=call, got=sorted(history))
        values = history[key]
        expect(len(values) == 2, f"history[{key!r}] does not hold one value per epoch", call=call, got=values)
        floats = all(isinstance(value, float | np.floating) for value in values)
        expect(floats, f"history[{key!r}] holds something else than floats", call=call, got=values)


@part("fit")
def test_fit_weighs_by_batch_size(learner):
    """fit reports means over the examples, anew in each epoch"""
    _, history = run_fit(learner, 0.0, 3)
    losses = np.log1p(np.exp([-2.0, -1.0, -1.0, -2.0, 3.0]))  # of five examples; the last is a batch of its own
    call = "fit on batches of 4 and 1 with a learning rate of 0"
    expect_close(history["loss"], [losses.mean()] * 3, call=call + ": history['loss']")
    expect_close(history["val_loss"], [losses.mean()] * 3, call=call + ": history['val_loss']")
    expect_close(history["accuracy"], [0.8] * 3, call=call + ": history['accuracy']")
    expect_close(history["val_accuracy"], [0.8] * 3, call=call + ": history['val_accuracy']")


@part("fit")
def test_fit_traces_seldom(learner):
    """fit traces its steps at most twice each, however many epochs there are"""
    traces = []
    loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def counted(y_true, y_pred):
        traces.append("graph" if not tf.executing_eagerly() else "eager")
        return loss_fn(y_true, y_pred)

    model, data = two_classes()
    optimizer = keras.optimizers.SGD(0.1)
    optimizer.build(model.trainable_variables)
    learner.fit(model, optimizer, counted, data, data, 5)
    call = "fit on two batch sizes, five epochs: traces of the training and the test step together"
    expect(traces.count("graph") <= 4, "The steps are traced again and again", call=call, got=traces.count("graph"))


@part("accumulated_step")
def test_accumulated_step_equals_one_step(learner):
    """accumulated_step equals one step on all examples, whatever the sizes"""
    x = np.array([[1.0], [3.0], [1.0]], "float32")
    batches = [(x[:1], np.zeros((1, 1), "float32")), (x[1:], np.zeros((2, 1), "float32"))]
    model = line(3.0)
    loss = learner.accumulated_step(model, keras.optimizers.SGD(0.05), squared, batches)
    # the loss of all three is (9 + 81 + 9) / 3 = 33, and its derivative 2 · 3 · (1 + 9 + 1) / 3 = 22
    call = "accumulated_step on y = 3x, micro-batches [1] and [3, 1], targets 0, SGD(0.05)"
    expect_close(loss, 33.0, call=call + ": the loss")
    expect_close(slope_of(model), 1.9, call=call + ": the slope afterwards")


@part("accumulated_step")
def test_accumulated_step_updates_once(learner):
    """accumulated_step lets the optimizer move once"""
    optimizer = keras.optimizers.SGD(0.05)
    learner.accumulated_step(line(2.0), optimizer, squared, [(X, ZEROS), (X, ZEROS), (X, ZEROS)])
    call = "accumulated_step on three micro-batches: optimizer.iterations"
    expect_close(optimizer.iterations, 1, call=call)


@part("accumulated_step")
def test_accumulated_step_counts_penalties_once(learner):
    """accumulated_step counts a weight penalty once"""
    model = line(2.0, penalty=0.5)
    loss = learner.accumulated_step(model, keras.optimizers.SGD(0.05), squared, [(X, ZEROS), (X, ZEROS)])
    call = "accumulated_step on y = 2x with the weight penalty 0.5 · slope², two micro-batches"
    expect_close(loss, 22.0, call=call + ": the loss")
    expect_close(slope_of(model), 0.9, call=call + ": the slope afterwards")


@part("Ensemble")
def test_ensemble_is_the_mean(learner):
    """Ensemble returns the mean of its members' outputs"""
    model = learner.Ensemble([line(1.0), line(2.0), line(6.0)])
    expect(isinstance(model, keras.Model), "An Ensemble is not a keras.Model", call="Ensemble([…])", got=model)
    expect_close(model(X), [[3.0], [9.0]], call="Ensemble of y = x, y = 2x and y = 6x on [1, 3]")


@part("Ensemble")
def test_ensemble_tracks_its_members(learner):
    """Ensemble tracks the weights of all members"""
    model = learner.Ensemble([line(1.0), line(2.0), line(6.0)])
    model(X)
    got = len(model.trainable_variables)
    expect_close(got, 3, call="len(Ensemble of three members with one weight each .trainable_variables)")


@part("Ensemble")
def test_ensemble_passes_training_on(learner):
    """Ensemble passes `training` on to its members"""
    norm = keras.layers.BatchNormalization(momentum=0.5)
    model = learner.Ensemble([line(2.0, 0.0, norm)])
    model(X, training=False)
    expect_close(norm.moving_mean, [0.0], call="Ensemble(…)(x, training=False): a member's moving mean")
    model(X, training=True)
    expect_close(norm.moving_mean, [2.0], call="Ensemble(…)(x, training=True): a member's moving mean")
