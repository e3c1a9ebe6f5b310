"""Hidden checks of topic 10: training and test steps, a loop with honest metrics, accumulation, an ensemble."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import (
    assert_close,
    assert_dtype,
    assert_finite,
    assert_within,
    check,
    evaluate,
    export,
    generator,
    lead,
    observe,
    trace,
)

EPOCHS, RATE, MOMENTUM = 4, 0.3, 0.5  # of `trained`
KEYS = ("loss", "accuracy", "val_loss", "val_accuracy")


# What is shipped to the workers: data, and the models under test.


@pytest.fixture(scope="module")
def batch(run_seed):
    """Inputs, targets to regress and integer labels of twelve examples."""
    random = generator(run_seed, "batch")
    return {
        "x": random.normal(size=(12, 5)).astype("float32"),
        "targets": random.normal(size=(12, 3)).astype("float32"),
        "labels": random.permutation(np.arange(12) % 3),
    }


@pytest.fixture(scope="module")
def start(run_seed):
    """Start values: a hidden layer, its batch normalization (learned and moving values), an output layer."""
    random = generator(run_seed, "start")
    return {
        "hidden": [random.normal(size=(5, 4)).astype("float32"), random.normal(size=4).astype("float32")],
        "norm": [random.uniform(0.5, 1.5, 4).astype("float32") for _ in range(4)],
        "output": [random.normal(size=(4, 3)).astype("float32"), random.normal(size=3).astype("float32")],
    }


@pytest.fixture(scope="module")
def examples(run_seed, start):
    """A small classification set, to train on in batches of 24, 24 and 12 and to validate on in 16, 16 and 5.

    No example is ever almost a tie of two classes: another order of summation would tell another accuracy.
    """
    random = generator(run_seed, "examples")
    while True:
        found = {
            "x": random.normal(size=(60, 5)).astype("float32"),
            "y": random.integers(0, 3, 60),
            "x_val": random.normal(size=(37, 5)).astype("float32"),
            "y_val": random.integers(0, 3, 37),
        }
        if closest_call(found, *start["hidden"]) > 1e-4:
            return found


def closest_call(examples, kernel, bias):
    """How near the two highest logits of an example come to each other while `trained` trains `one_layer`."""
    weights = [kernel[:, :3].astype("float64"), bias[:3].astype("float64")]
    momenta, gaps = [np.zeros_like(weight) for weight in weights], []

    def logits(x):
        found = x @ weights[0] + weights[1]
        gaps.append(lead(found).min())
        return found

    for _ in range(EPOCHS):
        for rows in np.split(np.arange(60), (24, 48)):
            x = examples["x"][rows, ::-1].astype("float64")  # mirrored, as the layer does in training mode
            errors = 2 * (logits(x) - np.eye(3)[examples["y"][rows]]) / len(rows)
            for number, gradient in enumerate((x.T @ errors, errors.sum(axis=0))):
                momenta[number] = MOMENTUM * momenta[number] - RATE * gradient
                weights[number] += momenta[number]
        logits(examples["x_val"].astype("float64"))
    return min(gaps)


@pytest.fixture(scope="module")
def clouds(run_seed):
    """Three overlapping clouds of points in a plane: some to train on, others whose labels stay here."""
    random = generator(run_seed, "clouds")
    labels = random.permutation(np.arange(240) % 3)
    centers = np.array([[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]])
    points = (centers[labels] + random.normal(size=(240, 2))).astype("float32")
    turn = np.linalg.qr(random.normal(size=(2, 2)))[0].astype("float32")
    return {"x": points[:120], "y": labels[:120], "held out": points[120:], "secret": labels[120:], "turn": turn}


@pytest.fixture(scope="module")
def shown(clouds):
    """What the worker may see of them."""
    return {key: clouds[key] for key in ("x", "y", "held out", "turn")}


@pytest.fixture(scope="module")
def member_weights(run_seed):
    """Kernels and biases of three members, and moving statistics."""
    random = generator(run_seed, "members")
    return [
        {
            "kernel": random.normal(size=(5, 3)).astype("float32"),
            "bias": random.normal(size=3).astype("float32"),
            "norm": [random.uniform(0.5, 1.5, 3).astype("float32") for _ in range(4)],
        }
        for _ in range(3)
    ]


def lopsided(y_true, y_pred):
    """A mean squared error that also notices when its two arguments change places."""
    import tensorflow as tf

    return tf.reduce_mean(tf.square(y_pred - y_true) + 0.5 * y_pred)


def modal_layer():
    """A layer that mirrors the features in training mode: like dropout, but the same every time."""
    import keras

    class Modal(keras.layers.Layer):
        """Tells the modes apart."""

        def call(self, inputs, training=False):
            return inputs[:, ::-1] if training else inputs

    return Modal()


def network(start, *, norm=False, modal=False, penalty=0.0):
    """Dense, and on demand batch normalization, a layer that tells the modes apart; Dense; on demand two penalties."""
    import keras

    regularizer = keras.regularizers.L2(penalty) if penalty else None
    layers = [keras.Input((5,)), keras.layers.Dense(4, "tanh", kernel_regularizer=regularizer)]
    layers += [keras.layers.BatchNormalization(momentum=0.8)] if norm else []
    layers += [modal_layer()] if modal else []
    layers += [keras.layers.Dense(3, bias_regularizer=regularizer)]
    model = keras.Sequential(layers)
    model.set_weights(start["hidden"] + (start["norm"] if norm else []) + start["output"])
    return model


def one_layer(start, *, modal=False):
    """One Dense layer, on demand behind a layer that tells the modes apart: traced and compiled quickly."""
    import keras

    model = keras.Sequential([keras.Input((5,)), *([modal_layer()] if modal else []), keras.layers.Dense(3)])
    kernel, bias = start["hidden"]
    model.set_weights([kernel[:, :3], bias[:3]])
    return model


def image_layer(start):
    """A small convolution and the mean over its places: a model that needs inputs of four axes."""
    import keras

    model = keras.Sequential(
        [keras.Input((4, 4, 1)), keras.layers.Conv2D(3, 2, activation="tanh"), keras.layers.GlobalAveragePooling2D()]
    )
    kernel, bias = start["output"]
    model.set_weights([kernel.reshape(2, 2, 1, 3), bias])
    return model


def cross_entropy():
    """The Keras loss object for integer labels and logits."""
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def brier(y_true, y_pred):
    """Mean squared distance to the one-hot labels: a loss for integer labels that is traced quickly."""
    import tensorflow as tf

    return 3 * tf.reduce_mean(tf.square(tf.one_hot(tf.cast(y_true, tf.int32), 3) - y_pred))


def sgd(rate=0.3, **options):
    """Plain gradient descent, unless `options` say more: it hides no wrong length of a gradient."""
    import keras

    return keras.optimizers.SGD(rate, **options)


# train_step


@observe
def one_step(learner, start, batch):
    """One step on a plain network, from tensors with a loss function, from arrays with a Keras loss, and on images."""
    import tensorflow as tf

    model, optimizer = network(start), sgd()
    loss = learner.train_step(model, optimizer, lopsided, tf.constant(batch["x"]), tf.constant(batch["targets"]))
    other = network(start)
    other_loss = learner.train_step(other, sgd(), cross_entropy(), batch["x"].astype("float64"), batch["labels"])
    images, of_images = batch["x"].ravel()[:48].reshape(3, 4, 4, 1), image_layer(start)
    learner.train_step(of_images, sgd(), lopsided, tf.constant(images), tf.constant(batch["targets"][:3]))
    return {
        "loss": loss,
        "weights": model.get_weights(),
        "updates": int(optimizer.iterations),
        "of arrays": {"loss": other_loss, "weights": other.get_weights()},
        "of images": of_images.get_weights(),
    }


@check("train_step", points=0.25, hint="The step returns the loss that its tape saw: before the update, one number.")
def test_step_returns_its_scalar_loss(one_step):
    assert_close(one_step.seen["loss"], one_step.expected["loss"], what="the loss of a step")
    assert_dtype(one_step.seen["loss"], "float32", what="the loss of a step")


@check(
    "train_step",
    points=0.25,
    hint="Ask the tape for the gradients of the loss and let the optimizer apply them, once.",
)
def test_step_updates_the_variables_once(one_step):
    assert_close(one_step.seen["weights"], one_step.expected["weights"], what="the weights after one step of SGD")
    assert one_step.seen["updates"] == 1, f"the optimizer counted {one_step.seen['updates']} updates in one step"
    assert_close(one_step.seen["of arrays"], one_step.expected["of arrays"], what="a step on NumPy arrays")
    assert_close(one_step.seen["of images"], one_step.expected["of images"], what="the weights after a step on images")


@observe
def step_in_training_mode(learner, start, batch):
    """One step on a network whose modes differ, with batch normalization."""
    import tensorflow as tf

    model = network(start, norm=True, modal=True)
    loss = learner.train_step(model, sgd(), cross_entropy(), tf.constant(batch["x"]), tf.constant(batch["labels"]))
    *learned, output_kernel, output_bias = model.get_weights()
    return {"loss": loss, "learned": [*learned[:4], output_kernel, output_bias], "moving": learned[4:]}


@check("train_step", points=0.25, hint="Dropout and batch normalization must know that the model is being trained.")
def test_step_runs_in_training_mode(step_in_training_mode):
    seen, expected = step_in_training_mode.seen, step_in_training_mode.expected
    assert_close(seen["loss"], expected["loss"], what="the loss of a model that behaves differently in training")
    assert_close(
        seen["learned"], expected["learned"], what="the weights of a model that behaves differently in training"
    )


@check("train_step", points=0.2, hint="Every call in training mode moves the moving statistics: one step, one call.")
def test_step_moves_the_statistics_once(step_in_training_mode):
    seen, expected = step_in_training_mode.seen, step_in_training_mode.expected
    assert_close(seen["moving"], expected["moving"], what="the moving statistics after one step")


@observe
def step_with_own_losses(learner, start, batch):
    """One step on a network with a weight penalty and a layer that registers a loss of its own."""
    import keras
    import tensorflow as tf

    class Calm(keras.layers.Layer):
        """Asks for small features by `add_loss`."""

        def call(self, inputs):
            self.add_loss(0.1 * tf.reduce_mean(tf.square(inputs)))
            return inputs

    model = keras.Sequential([network(start, penalty=0.1), Calm()])
    model.build((None, 5))
    loss = learner.train_step(model, sgd(), lopsided, tf.constant(batch["x"]), tf.constant(batch["targets"]))
    return {"loss": loss, "weights": model.get_weights()}


@check(
    "train_step",
    points=0.25,
    hint="A model may bring losses of its own, such as weight penalties. What is returned holds them.",
)
def test_step_returns_own_losses_too(step_with_own_losses):
    seen, expected = step_with_own_losses.seen, step_with_own_losses.expected
    assert_close(seen["loss"], expected["loss"], what="the loss of a model with losses of its own")


@check("train_step", points=0.25, hint="What is added to the loss after the tape has closed has no gradient.")
def test_step_minimizes_own_losses_too(step_with_own_losses):
    seen, expected = step_with_own_losses.seen, step_with_own_losses.expected
    assert_close(seen["weights"], expected["weights"], what="the weights of a model with losses of its own")


@observe
def step_beside_frozen_layers(learner, start, batch):
    """One step on a network whose first layer is frozen."""
    import tensorflow as tf

    model = network(start, norm=True)
    model.layers[0].trainable = False
    learner.train_step(model, sgd(), cross_entropy(), tf.constant(batch["x"]), tf.constant(batch["labels"]))
    return {"weights": model.get_weights()}


@check("train_step", points=0.2, hint="Not every variable of a model is there to be trained.")
def test_step_leaves_frozen_layers_alone(step_beside_frozen_layers):
    seen, expected = step_beside_frozen_layers.seen, step_beside_frozen_layers.expected
    assert_close(seen["weights"][:2], expected["weights"][:2], what="the weights of the frozen layer")
    assert_close(seen["weights"][2:], expected["weights"][2:], what="the weights of the other layers")


@observe
def step_with_an_unused_layer(learner, start, batch):
    """One step on a model with a trainable layer that its output does not depend on."""
    import keras
    import tensorflow as tf

    class Forgetful(keras.Model):
        """Owns a second head and never asks it."""

        def __init__(self):
            super().__init__()
            self.used = network(start)
            self.unused = keras.layers.Dense(2)
            self.unused.build((None, 5))

        def call(self, inputs, training=None):
            return self.used(inputs, training=training)

    model = Forgetful()
    model(tf.constant(batch["x"]))
    before = model.unused.get_weights()
    loss = learner.train_step(model, sgd(), lopsided, tf.constant(batch["x"]), tf.constant(batch["targets"]))
    return {"loss": loss, "used": model.used.get_weights(), "unused": [before, model.unused.get_weights()]}


@check(
    "train_step",
    points=0.1,
    hint="The gradient of a variable that the loss does not depend on is None; optimizers cope with that.",
)
def test_step_survives_an_unused_variable(step_with_an_unused_layer):
    seen, expected = step_with_an_unused_layer.seen, step_with_an_unused_layer.expected
    assert_close(seen["used"], expected["used"], what="the weights that the loss depends on")
    before, after = seen["unused"]
    assert_close(after, before, atol=0, rtol=0, what="the weights that the loss does not depend on")


@observe
def three_steps(learner, start, batch):
    """Three steps with an optimizer that has a memory and clips."""
    import tensorflow as tf

    model, optimizer = network(start), sgd(0.2, momentum=0.9, clipnorm=0.5)
    x, y = tf.constant(batch["x"]), tf.constant(batch["labels"])
    losses = [learner.train_step(model, optimizer, brier, x, y) for _ in range(3)]
    steep = network(start)
    learner.train_step(steep, sgd(0.01), lopsided, x, tf.constant(100 * batch["targets"]))
    return {
        "losses": losses,
        "weights": model.get_weights(),
        "updates": int(optimizer.iterations),
        "of a steep loss": steep.get_weights(),
    }


@check(
    "train_step",
    points=0.15,
    hint="Momentum, clipping and the count of updates belong to the optimizer that was handed in.",
)
def test_step_leaves_the_update_to_the_optimizer(three_steps):
    seen, expected = three_steps.seen, three_steps.expected
    assert_close(seen["losses"], expected["losses"], what="the losses of three steps with momentum and clipping")
    assert_close(seen["weights"], expected["weights"], what="the weights after three steps with momentum and clipping")
    assert seen["updates"] == 3, f"the optimizer counted {seen['updates']} updates in three steps"
    assert_close(
        seen["of a steep loss"], expected["of a steep loss"], what="the weights after a step down a steep loss"
    )


@observe
def step_in_a_graph(learner, start, batch):
    """Two steps of one traced graph, with batches of 8 and 4; what the graph asks of devices."""
    import tensorflow as tf

    from autograder.probes import gpu_problems, graph_def_ops, pinned_devices

    x, y = tf.constant(batch["x"]), tf.constant(batch["targets"])
    learner.train_step(one_layer(start), sgd(), lopsided, x, y)  # where it is not written yet, it says so here
    model, optimizer = one_layer(start), sgd()

    def step(x, y):
        return learner.train_step(model, optimizer, lopsided, x, y)

    graph = trace(step, [tf.TensorSpec([None, 5]), tf.TensorSpec([None, 3])])
    losses = [graph(x[:8], y[:8]), graph(x[8:], y[8:])]
    definition = graph.graph.as_graph_def()
    return {
        "losses": losses,
        "weights": model.get_weights(),
        "ops without GPU kernel": gpu_problems(graph_def_ops(definition)),
        "devices": pinned_devices(definition),
    }


@check(
    "train_step",
    points=0.15,
    hint="Inside tf.function there are no numbers to look at yet, and Python runs only while tracing.",
)
def test_step_runs_in_a_graph(step_in_a_graph):
    seen, expected = step_in_a_graph.seen, step_in_a_graph.expected
    assert_close(seen["losses"], expected["losses"], what="the losses of two steps of a graph")
    assert_close(seen["weights"], expected["weights"], what="the weights after two steps of a graph")


@check(
    "train_step",
    points=0.1,
    hint="Leave it to the caller where the step runs: name no device, and use operations that every device has.",
)
def test_step_runs_on_any_device(step_in_a_graph):
    ops, devices = step_in_a_graph.seen["ops without GPU kernel"], step_in_a_graph.seen["devices"]
    assert devices == [], f"the step asks for a device: {', '.join(devices)}"
    assert ops == [], f"the step uses operations that no GPU has: {', '.join(ops)}"


@observe
def step_under_xla(learner, start, batch):
    """One step compiled by XLA."""
    import tensorflow as tf

    x, y = tf.constant(batch["x"]), tf.constant(batch["targets"])
    learner.train_step(one_layer(start), sgd(), lopsided, x, y)
    model, optimizer = one_layer(start), sgd()

    @tf.function(jit_compile=True)
    def step(x, y):
        return learner.train_step(model, optimizer, lopsided, x, y)

    return {"loss": step(x, y), "weights": model.get_weights()}


@check("train_step", points=0.2, hint="XLA compiles tensor operations only: nothing that calls back into Python.")
def test_step_compiles_under_xla(step_under_xla):
    assert_close(step_under_xla.seen, step_under_xla.expected, what="a step compiled by XLA")


@observe(devices=2)
def step_in_replicas(learner, start, batch):
    """One step of a mirrored model on two logical devices, half of the batch on each."""
    import tensorflow as tf

    learner.train_step(one_layer(start), sgd(), lopsided, batch["x"], batch["targets"])
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        model, optimizer = one_layer(start), sgd(0.1)
        optimizer.build(model.trainable_variables)

    def half(values):
        def of_replica(context):
            return tf.constant(values[6 * context.replica_id_in_sync_group :][:6])

        return strategy.experimental_distribute_values_from_function(of_replica)

    def replica_step(x, y):
        return learner.train_step(model, optimizer, lopsided, x, y)

    @tf.function
    def distributed(x, y):
        return strategy.run(replica_step, args=(x, y))

    losses = distributed(half(batch["x"]), half(batch["targets"]))
    return {"losses": list(strategy.experimental_local_results(losses)), "weights": model.get_weights()}


@check(
    "train_step",
    points=0.15,
    hint="In a replica, the caller's graph is being built already: the step is plain TensorFlow, and scales nothing.",
)
def test_step_runs_in_replicas(step_in_replicas):
    seen, expected = step_in_replicas.seen, step_in_replicas.expected
    assert_close(seen["losses"], expected["losses"], what="the losses of two replicas")
    assert_close(seen["weights"], expected["weights"], what="the weights after a step of two replicas")


# test_step


@observe
def measured(learner, start, batch):
    """A measurement of a network whose modes differ, with batch normalization and a weight penalty."""
    import tensorflow as tf

    model = network(start, norm=True, modal=True, penalty=0.1)
    model.layers[-1].trainable = False
    before = model.get_weights()
    trainable = len(model.trainable_variables)
    answer = learner.test_step(model, cross_entropy(), tf.constant(batch["x"]), tf.constant(batch["labels"]))
    plain = network(start)
    other = learner.test_step(plain, lopsided, batch["x"], batch["targets"])
    single = learner.test_step(plain, lopsided, batch["x"][:1], batch["targets"][:1])
    return {
        "answer": answer,
        "before": before,
        "after": model.get_weights(),
        "frozen": trainable - len(model.trainable_variables),
        "of a function": other,
        "of one example": single,
    }


def pair(observed):
    """The two results of a `test_step`."""
    assert isinstance(observed, tuple | list), "test_step should return two values: the loss and the predictions"
    assert len(observed) == 2, f"test_step returned {len(observed)} values instead of two"
    return observed


@check("test_step", points=0.2, hint="Two results, in this order: the loss, one number, and what the model predicted.")
def test_measure_returns_loss_and_predictions(measured):
    for case, what in (("of a function", "of a plain model"), ("of one example", "of one example")):
        loss, predictions = pair(measured.seen[case])
        expected_loss, expected_predictions = measured.expected[case]
        assert_close(loss, expected_loss, what=f"the loss {what}")
        assert_close(predictions, expected_predictions, what=f"the predictions {what}")


@check("test_step", points=0.3, hint="Measure in the mode in which the model will be used.")
def test_measure_predicts_in_inference_mode(measured):
    _, predictions = pair(measured.seen["answer"])
    assert_close(predictions, measured.expected["answer"][1], what="the predictions in inference mode")


@check(
    "test_step",
    points=0.25,
    hint="A test asks how well the model predicts: penalties on its weights are no part of that.",
)
def test_measure_returns_the_data_loss_alone(measured):
    loss, _ = pair(measured.seen["answer"])
    assert_close(loss, measured.expected["answer"][0], what="the data loss of a model with a weight penalty")


@check(
    "test_step",
    points=0.25,
    hint="Compare the model's weights before and after: also those that no gradient reaches.",
)
def test_measure_changes_nothing(measured):
    assert_close(measured.seen["after"], measured.seen["before"], atol=0, rtol=0, what="the weights after a test step")
    assert measured.seen["frozen"] == 0, "after a test step the model has another number of trainable variables"


# fit


def watched(model):
    """The model in a wrapper that keeps the graphs in which it is traced, by mode, and counts the calls of `fit`."""
    import keras
    import tensorflow as tf

    tally = {"training": [], "inference": [], "fits": 0}

    class Watched(keras.Model):
        """Notes the graph when it is called while one is being traced."""

        def __init__(self):
            super().__init__()
            self.inner = model

        def call(self, inputs, training=False):
            graphs = tally["training" if training else "inference"]
            if not tf.executing_eagerly() and not any(graph is tf.compat.v1.get_default_graph() for graph in graphs):
                graphs.append(tf.compat.v1.get_default_graph())
            return self.inner(inputs, training=training)

        def fit(self, *arguments, **options):
            tally["fits"] += 1
            return super().fit(*arguments, **options)

    wrapped = Watched()
    wrapped(tf.zeros((1, 5)))
    tally["inference"].clear()
    return wrapped, tally


def datasets(examples):
    """Training and validation batches; the last of each is smaller."""
    import tensorflow as tf

    train = tf.data.Dataset.from_tensor_slices((examples["x"], examples["y"])).batch(24)
    return train, tf.data.Dataset.from_tensor_slices((examples["x_val"], examples["y_val"])).batch(16)


@observe
def trained(learner, start, examples):
    """Some epochs of `fit` on a model whose modes differ."""
    model, tally = watched(one_layer(start, modal=True))
    optimizer = sgd(RATE, momentum=MOMENTUM)
    optimizer.build(model.trainable_variables)
    history = learner.fit(model, optimizer, brier, *datasets(examples), EPOCHS)
    floats = {str(key): [isinstance(value, float | np.floating) for value in history[key]] for key in history}
    traces = {mode: len(tally[mode]) for mode in ("training", "inference")}
    return {
        "history": history,
        "floats": floats,
        "weights": model.get_weights(),
        "updates": int(optimizer.iterations),
        "rate": float(optimizer.learning_rate),
        "traces": traces,
        "fits": tally["fits"],
    }


def epochs_of(observed, key):
    """The values of one key of the history, one per epoch."""
    history = observed["history"]
    assert isinstance(history, dict), "fit should return a dict"
    assert key in history, f"the history has no key {key!r}"
    values = history[key]
    assert isinstance(values, list | tuple | np.ndarray), f"history[{key!r}] should be a list"
    assert len(values) == EPOCHS, f"history[{key!r}] has {len(values)} values for {EPOCHS} epochs"
    assert_finite(values, what=f"history[{key!r}]")
    return np.asarray(values, "float64")


@check("fit", points=0.25, hint="Four keys, and under each a list of plain numbers (no tensors), one per epoch.")
def test_history_holds_floats(trained):
    for key in KEYS:
        epochs_of(trained.seen, key)
        assert all(trained.seen["floats"][key]), f"history[{key!r}] holds something else than floats"


@check(
    "fit", points=0.25, hint="The last batch is smaller: how much should it count? And which mode does training use?"
)
def test_training_loss_is_the_mean_over_examples(trained):
    assert_close(epochs_of(trained.seen, "loss"), epochs_of(trained.expected, "loss"), what="history['loss']")


@check(
    "fit",
    points=0.4,
    hint="The predictions that the training step makes are the ones to count: not those after its update.",
)
def test_training_accuracy_is_taken_before_each_update(trained):
    seen, expected = epochs_of(trained.seen, "accuracy"), epochs_of(trained.expected, "accuracy")
    assert_close(seen, expected, what="history['accuracy']")


@check(
    "fit",
    points=0.3,
    hint="Validation comes at the end of an epoch, without dropout, and each example counts the same.",
)
def test_validation_loss_is_the_mean_over_examples(trained):
    seen, expected = epochs_of(trained.seen, "val_loss"), epochs_of(trained.expected, "val_loss")
    assert_close(seen, expected, what="history['val_loss']")


@check("fit", points=0.3, hint="Count the right answers on the validation examples, in inference mode.")
def test_validation_accuracy_is_right(trained):
    seen, expected = epochs_of(trained.seen, "val_accuracy"), epochs_of(trained.expected, "val_accuracy")
    assert_close(seen, expected, what="history['val_accuracy']")


@check("fit", points=0.25, hint="What does a metric remember of the epoch before?")
def test_metrics_start_anew_in_each_epoch(trained):
    for key in KEYS:
        seen, expected = epochs_of(trained.seen, key), epochs_of(trained.expected, key)
        running = np.cumsum(expected) / np.arange(1, EPOCHS + 1)
        if not np.allclose(expected, running, atol=1e-4):
            assert not np.allclose(seen, running, atol=1e-5), f"history[{key!r}] averages over all epochs so far"


@check(
    "fit",
    points=0.3,
    hint="Each batch of each epoch makes one training step, by the optimizer that was handed in; validation makes none.",
)
def test_loop_trains_the_model(trained):
    updates = trained.seen["updates"]
    assert updates == 3 * EPOCHS, f"the optimizer counted {updates} updates in {EPOCHS} epochs of 3 batches each"
    assert_close(trained.seen["rate"], trained.expected["rate"], what="the optimizer's learning rate after fit")
    assert_close(trained.seen["weights"], trained.expected["weights"], atol=1e-4, rtol=1e-3, what="the trained weights")


@check(
    "fit",
    points=0.4,
    hint="Make each tf.function once, and give it tensors: Python numbers and new functions are traced anew.",
)
def test_traces_do_not_grow(trained):
    for key in KEYS:
        epochs_of(trained.seen, key)
    training, inference = trained.seen["traces"]["training"], trained.seen["traces"]["inference"]
    told = f"the model was traced {training} times in training mode and {inference} times in inference mode"
    assert training + inference <= 4, told + f", in {EPOCHS} epochs of 3 batches each"
    assert inference <= 2, told
    assert training <= 2 or inference == 0, told  # who validates in training mode is told so elsewhere


@check("fit", points=0.15, hint="Write the two loops yourself: this is what model.fit does inside.")
def test_loop_is_of_your_own(trained):
    for key in KEYS:
        epochs_of(trained.seen, key)
    assert trained.seen["fits"] == 0, "model.fit was called"


@observe
def learned(learner, shown):
    """One more `fit` in the same process, of another model, and probabilities for held-out points.

    A frozen layer turns the plane and counts its calls in training mode, a penalized layer starts at zero.
    """
    import keras
    import tensorflow as tf

    class Turn(keras.layers.Layer):
        """Turns the plane; has a statistic that each call in training mode moves, as batch normalization has."""

        def build(self, shape):
            self.turn = self.add_weight(shape=(2, 2))
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, inputs, training=False):
            if training:
                self.calls.assign_add(1.0)
            return tf.matmul(inputs, self.turn)

    frozen = Turn(trainable=False)
    decide = keras.layers.Dense(
        3, "softmax", kernel_initializer="zeros", kernel_regularizer=keras.regularizers.L2(0.01)
    )
    model = keras.Sequential([keras.Input((2,)), frozen, decide])
    frozen.turn.assign(shown["turn"])
    batches = tf.data.Dataset.from_tensor_slices((shown["x"], shown["y"])).batch(40)
    learner.fit(model, sgd(0.5), brier, batches, batches.take(1), 12)
    return {
        "after": model(tf.constant(shown["held out"])),
        "learned": decide.get_weights(),
        "frozen": frozen.turn.numpy(),
        "calls": float(frozen.calls.numpy()),
    }


@check(
    "fit",
    points=0.15,
    hint="After a few epochs a linear model tells these clouds apart. Does every batch of every epoch reach the optimizer?",
)
def test_fit_learns(learned, clouds):
    def held_out_loss(probabilities):
        of_truth = np.asarray(probabilities, "float64")[np.arange(120), clouds["secret"]]
        return -np.log(np.clip(of_truth, 1e-7, 1)).mean()

    assert np.shape(learned.seen["after"]) == (120, 3), "the model's output changed its shape"
    loss, what = held_out_loss(learned.seen["after"]), "the cross-entropy on held-out points after training"
    assert_within("training_loop.held_out_loss", loss, what=what)
    assert abs(loss - held_out_loss(learned.expected["after"])) < 0.02, f"{what} is not what these steps lead to"


@check(
    "fit",
    points=0.15,
    hint="A loop of your own minimizes the model's own losses too, and every call of fit trains the model it is given.",
)
def test_loop_minimizes_own_losses_too(learned, shown):
    seen, expected = learned.seen, learned.expected
    assert_close(seen["learned"], expected["learned"], atol=1e-4, what="the weights of a second model, with a penalty")
    assert_close(seen["frozen"], shown["turn"], atol=0, rtol=0, what="the weights of a frozen layer")


@check(
    "fit",
    points=0.1,
    hint="One call in training mode per training batch, none for validation: batch statistics count them.",
)
def test_loop_moves_the_statistics_once(learned):
    assert learned.seen["calls"] == learned.expected["calls"], (
        "the model is called in training mode too often or too rarely"
    )


# accumulated_step


def micro_batches(batch, sizes, targets="targets"):
    """The twelve examples in a list of micro-batches of these sizes."""
    import tensorflow as tf

    ends = np.cumsum(sizes)
    return [
        (tf.constant(batch["x"][end - size : end]), tf.constant(batch[targets][end - size : end]))
        for size, end in zip(sizes, ends, strict=True)
    ]


@observe
def accumulated(learner, start, batch):
    """Accumulated steps on plain networks: equal and unequal micro-batches, and a single one."""
    answers = {}
    for name, sizes in (("equal", [4, 4, 4]), ("unequal", [1, 10, 1]), ("single", [12])):
        model, optimizer = network(start), sgd()
        given = micro_batches(batch, sizes)
        kept = list(given)
        loss = learner.accumulated_step(model, optimizer, lopsided, given)
        answers[name] = {
            "loss": loss,
            "weights": model.get_weights(),
            "updates": int(optimizer.iterations),
            "list kept": len(given) == len(kept) and all(one is other for one, other in zip(given, kept, strict=True)),
        }
    return answers


@check(
    "accumulated_step",
    points=0.35,
    hint="The loss is a mean: what becomes of a mean when you add up three of them?",
)
def test_accumulation_averages(accumulated):
    for name in ("equal", "single"):
        seen, expected = accumulated.seen[name]["weights"], accumulated.expected[name]["weights"]
        assert_close(seen, expected, what=f"the weights after a step ({name} micro-batches)")


@check("accumulated_step", points=0.45, hint="An example in a small micro-batch counts as much as one in a large one.")
def test_accumulation_weighs_by_size(accumulated):
    seen, expected = accumulated.seen["unequal"]["weights"], accumulated.expected["unequal"]["weights"]
    assert_close(seen, expected, what="the weights after a step on micro-batches of unequal sizes")


@check(
    "accumulated_step", points=0.25, hint="Collect first; the optimizer moves when all micro-batches have been seen."
)
def test_accumulation_updates_once(accumulated):
    for answer in accumulated.seen.values():
        assert answer["updates"] == 1, f"the optimizer counted {answer['updates']} updates in one accumulated step"


@check(
    "accumulated_step",
    points=0.25,
    hint="Return what one step on all the examples would: a single number, the mean over all of them.",
)
def test_accumulation_returns_the_loss_of_all(accumulated):
    for name, answer in accumulated.seen.items():
        assert_close(answer["loss"], accumulated.expected[name]["loss"], what=f"the loss ({name} micro-batches)")


@check("accumulated_step", points=0.05, hint="The list belongs to the caller, who may want to use it again.")
def test_accumulation_leaves_the_list_alone(accumulated):
    for answer in accumulated.seen.values():
        assert_finite(answer["loss"], what="the loss")
        assert answer["list kept"] is True, "the list of micro-batches is another one after the step"


@observe
def accumulated_with_a_penalty(learner, start, batch):
    """An accumulated step on a network with two weight penalties."""
    model = network(start, penalty=0.2)
    loss = learner.accumulated_step(model, sgd(0.1), lopsided, micro_batches(batch, [3, 9]))
    return {"loss": loss, "weights": model.get_weights()}


@check("accumulated_step", points=0.3, hint="How often does the weight penalty enter the sum, and how often should it?")
def test_accumulation_counts_own_losses_once(accumulated_with_a_penalty):
    seen, expected = accumulated_with_a_penalty.seen, accumulated_with_a_penalty.expected
    assert_close(seen, expected, what="the step of a model with a weight penalty")


@observe
def accumulated_in_training_mode(learner, start, batch):
    """An accumulated step on a network whose modes differ, with a frozen first layer."""
    model = network(start, modal=True)
    model.layers[0].trainable = False
    learner.accumulated_step(model, sgd(), cross_entropy(), micro_batches(batch, [6, 6], "labels"))
    return {"weights": model.get_weights()}


@check("accumulated_step", points=0.2, hint="It is a training step: the same mode, and the same variables.")
def test_accumulation_trains(accumulated_in_training_mode):
    seen, expected = accumulated_in_training_mode.seen, accumulated_in_training_mode.expected
    assert_close(
        seen["weights"][2:], expected["weights"][2:], what="the weights of a model that behaves differently in training"
    )
    assert_close(seen["weights"][:2], expected["weights"][:2], what="the weights of a frozen layer")


@observe
def accumulated_with_memory(learner, start, batch):
    """Two accumulated steps with an optimizer that has a memory and clips: it sees only the gradient of all."""
    model, optimizer = network(start), sgd(0.5, momentum=0.9, clipnorm=0.02)
    for sizes in ([2, 10], [6, 6]):
        learner.accumulated_step(model, optimizer, cross_entropy(), micro_batches(batch, sizes, "labels"))
    return {"weights": model.get_weights()}


@check(
    "accumulated_step",
    points=0.15,
    hint="Clipping and momentum act on the gradient of the whole batch: that is what the optimizer should be given.",
)
def test_accumulation_hands_over_one_gradient(accumulated_with_memory):
    seen, expected = accumulated_with_memory.seen, accumulated_with_memory.expected
    assert_close(seen, expected, what="two accumulated steps with momentum and clipping")


# Ensemble


def ensemble_members(member_weights):
    """Three models of different kinds: a Sequential with batch normalization, a functional and a subclassed one."""
    import keras

    class Subclassed(keras.Model):
        """A dense layer, mirrored in training mode."""

        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(3, "sigmoid")
            self.dense.build((None, 5))

        def call(self, inputs, training=False):
            outputs = self.dense(inputs)
            return outputs[:, ::-1] if training else outputs

    first, second, third = member_weights
    normed = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(3, "tanh"), keras.layers.BatchNormalization(momentum=0.8)]
    )
    normed.set_weights([first["kernel"], first["bias"], *first["norm"]])
    inputs = keras.Input((5,))
    functional = keras.Model(inputs, keras.layers.Dense(3, "softmax")(inputs))
    functional.set_weights([second["kernel"], second["bias"]])
    subclassed = Subclassed()
    subclassed(np.zeros((1, 5), "float32"))
    subclassed.set_weights([third["kernel"], third["bias"]])
    return [normed, functional, subclassed]


@observe
def ensemble(learner, member_weights, batch):
    """An ensemble of three: its kind, its graph, its gradients, and what it does in either mode."""
    import keras
    import tensorflow as tf

    members = ensemble_members(member_weights)
    given = list(members)
    model = learner.Ensemble(given)
    x = tf.constant(batch["x"])
    plain, inference = model(x), model(x, training=False)
    graph = export(model, x)
    with tf.GradientTape() as tape:
        loss = lopsided(tf.constant(batch["targets"]), model(x, training=False))
    gradients = tape.gradient(loss, model.trainable_variables)
    training = model(x, training=True)
    return {
        "left in the list": len(given),
        "is subclassed": isinstance(learner.Ensemble, type) and issubclass(learner.Ensemble, keras.Model),
        "plain": plain,
        "inference": inference,
        "training": training,
        "moving": [weight.numpy() for weight in members[0].non_trainable_weights],
        "graph": graph,
        "reached": [gradient is not None for gradient in gradients],
    }


@evaluate
def ensemble_graph(ensemble, examples):
    """The exported ensemble on other inputs, and the weights that Keras knows of."""
    graph = ensemble["graph"]
    return {
        "outputs": graph(examples["x"]),
        "params": graph.count_params(),
        "trainable": graph.trainable_params(),
        "untracked": graph.untracked(),
    }


@observe
def other_ensembles(learner, member_weights, batch):
    """An ensemble of one, an ensemble of two, and one whose members answer in images."""
    import keras

    normed, functional, _ = ensemble_members(member_weights)
    tall = [keras.Sequential([member, keras.layers.Reshape((3, 1, 1))]) for member in (normed, functional)]
    groups = {"one": [functional], "two": [functional, normed], "tall": tall}
    return {name: learner.Ensemble(group)(batch["x"]) for name, group in groups.items()}


@check(
    "Ensemble",
    points=0.2,
    hint="A class of your own that inherits from keras.Model, with the constructor's one argument.",
)
def test_ensemble_is_a_subclassed_model(ensemble):
    assert ensemble.seen["is subclassed"] is True, "Ensemble should be a class derived from keras.Model"
    assert ensemble.seen["left in the list"] == 3, "the list of models has another length after the constructor"


@check(
    "Ensemble",
    points=0.35,
    hint="The mean runs over the members: neither over the batch nor over the classes, and it is no sum.",
)
def test_ensemble_averages_outputs(ensemble_graph):
    seen, expected = ensemble_graph.seen, ensemble_graph.expected
    assert_close(seen["outputs"], expected["outputs"], what="the ensemble's output in inference mode")


@check("Ensemble", points=0.15, hint="Any number of members, and outputs of any rank.")
def test_ensemble_takes_any_members(other_ensembles):
    assert_close(other_ensembles.seen, other_ensembles.expected, what="the outputs of other ensembles")


@check(
    "Ensemble",
    points=0.4,
    hint="Keras watches what is set as an attribute, and lists of models too; not what is hidden from it.",
)
def test_ensemble_tracks_all_weights(ensemble_graph, ensemble):
    seen, expected = ensemble_graph.seen, ensemble_graph.expected
    assert not seen["untracked"], f"{len(seen['untracked'])} weights are used, but Keras does not know of them"
    assert seen["params"] == expected["params"], f"Keras knows of {seen['params']} parameters: that is not all of them"
    assert seen["trainable"] == expected["trainable"], (
        f"{seen['trainable']} parameters train: that is not all that should"
    )
    reached = ensemble.seen["reached"]
    assert len(reached) == len(ensemble.expected["reached"]), f"{len(reached)} variables train: that is not all of them"
    assert all(reached), "some members get no gradient: do the outputs stay tensors?"


@check("Ensemble", points=0.25, hint="The caller says whether the ensemble trains; do the members hear of it?")
def test_ensemble_passes_training_on(ensemble):
    seen, expected = ensemble.seen, ensemble.expected
    assert_close(seen["training"], expected["training"], what="the output in training mode")
    assert_close(
        seen["moving"], expected["moving"], what="the moving statistics of a member after one call in training mode"
    )


@check("Ensemble", points=0.15, hint="Who does not say training=True wants to predict.")
def test_ensemble_predicts_by_default(ensemble):
    seen, expected = ensemble.seen, ensemble.expected
    assert_close(seen["plain"], expected["plain"], what="the output when the mode is not said")
    assert_close(seen["inference"], expected["inference"], what="the output with training=False")
