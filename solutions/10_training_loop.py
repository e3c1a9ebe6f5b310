# %% [markdown]
# # 10 · A custom training loop · 自定义训练循环
#
# `model.fit` trains a model in one line. Sooner or later that line is not enough: a loss that looks at several models,
# a batch that does not fit into memory, a network that trains another network. Then you write the loop yourself. In
# this topic you open the box that `fit` is, and find that it holds no magic:
#
# 1. predict and measure the loss, under a `tf.GradientTape`,
# 2. ask the tape for the gradients,
# 3. let the optimizer change the variables,
#
# and again, batch after batch. What is left is bookkeeping, and the bookkeeping is where the mistakes hide.
#
# **You will learn**
#
# - to write one training step that runs eagerly, as a graph, under XLA, and on several devices without a change;
# - why a model has two modes, and what goes wrong when you measure in the wrong one;
# - to write a loop with metrics that are right to the last digit, and that is traced once and not once per batch;
# - to train with a batch that is larger than your memory;
# - to write a model that is made of models.
#
# **You need** topic 09 (`tf.GradientTape`), and the words dropout (04) and batch normalization (07).

# %% tags=["given"]
import itertools
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import mnist
from course.plots import learning_curves, use_style
from course import check

use_style()


# %% tags=["given"]
def small_cnn(dropout=0.5, seed=None):
    """A small network for 28×28 digits: one convolution, batch normalization, dropout, ten logits."""
    start = keras.initializers.GlorotUniform(seed)
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 5, strides=2, activation="relu", kernel_initializer=start),
            keras.layers.BatchNormalization(momentum=0.9),  # an epoch here has few batches: follow them quickly
            keras.layers.Flatten(),
            keras.layers.Dropout(dropout, seed=seed),
            keras.layers.Dense(10, kernel_initializer=start, kernel_regularizer=keras.regularizers.L2(1e-4)),
        ]
    )


def batches_of(images, labels, size, shuffle=False):
    """A `tf.data.Dataset` of `(images, labels)` batches; the last one may be smaller."""
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    return (data.shuffle(len(images), seed=0) if shuffle else data).batch(size)


cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
(x_train, y_train), (x_test, y_test) = mnist()

# %% [markdown]
# ## `train_step`: one step
#
# Let the model with variables $\theta$ predict $f_\theta(x)$ for a batch $x$ of $n$ examples. The loss has two parts:
#
# $$L(\theta) = \underbrace{\frac1n \sum_{i=1}^n \ell\big(y_i, f_\theta(x_i)\big)}_{\texttt{loss\_fn(y, predictions)}}
#   \;+\; \underbrace{\sum_j R_j(\theta)}_{\texttt{model.losses}}$$
#
# The second sum is what the layers themselves ask for: a weight penalty (`kernel_regularizer=…`), or whatever a layer
# registered by `self.add_loss(…)`. Keras collects these scalars in the list `model.losses`, anew with every call of
# the model. `model.fit` adds them for you. Your own loop has to remember them.
#
# Then comes one move downhill. For plain gradient descent it is $\theta \leftarrow \theta - \eta\,\nabla L(\theta)$;
# Adam and the others do more, so leave the move to the optimizer.
#
# Two things deserve care:
#
# - **The mode.** Dropout and batch normalization behave differently while training. `model(x, training=True)` says
#   which mode you mean. Without it, Keras takes inference mode: nothing fails, and dropout silently does nothing.
# - **Which variables.** `model.trainable_variables` is the list to differentiate. A layer that someone froze
#   (`layer.trainable = False`) is not in it, and neither are the moving statistics of batch normalization.
#
# Keep to TensorFlow inside the step: no `.numpy()`, no `float(loss)`, no `if loss > 3:`. Then the very same function
# runs eagerly, inside `tf.function`, compiled by XLA, and as one replica of a distribution strategy. For the last of
# these it must not be a `tf.function` itself: the caller decides how to run it.


# %% tags=["part"]
def train_step(model, optimizer, loss_fn, x, y):
    """Do one training step on one batch.

    The model runs in training mode. What is minimized is `loss_fn(y, predictions)` plus the model's own `losses`.

    Args:
        model: a Keras model.
        optimizer: a Keras optimizer; it makes one update of the model's trainable variables.
        loss_fn: a Keras loss object or a function: `loss_fn(y, predictions)` is a scalar, the mean over the batch.
        x: the inputs of the batch, `(n, ...)`.
        y: its targets, `(n, ...)`.

    Returns:
        The scalar float32 tensor that was minimized, own losses included, as it was before the update.

    Runs eagerly, inside `tf.function` (also with `jit_compile=True`), and in a replica of a `tf.distribute` strategy.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
        if model.losses:
            loss += tf.add_n(model.losses)
    variables = model.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply(gradients, variables)
    return loss
    ### END SOLUTION


# %% [markdown]
# ### The same function, three ways to run it
#
# Eager mode runs each operation as Python meets it. `tf.function` records them once as a graph (*tracing*) and then
# runs the graph. XLA compiles the graph and fuses its operations. The step cannot tell the difference; the clock can.

# %% tags=["demo"]
ways = {
    "eager": lambda step: step,
    "tf.function": tf.function,
    "XLA": lambda step: tf.function(step, jit_compile=True),
}
batches = list(batches_of(x_train, y_train, 64).take(50))
milliseconds, curves = {}, {}
for name, run_as in ways.items():
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
    network.set_weights([np.zeros((784, 10)), np.zeros(10)])
    sgd = keras.optimizers.SGD(0.1)
    step = run_as(lambda x, y, network=network, sgd=sgd: train_step(network, sgd, cross_entropy, x, y))
    curves[name] = [step(*batches[0])]  # the first call traces and compiles: it does not count
    start = time.perf_counter()
    curves[name] += [step(*batch) for batch in batches[1:]]
    milliseconds[name] = (time.perf_counter() - start) * 1000 / (len(batches) - 1)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
for (name, losses), width in zip(curves.items(), (7, 4, 1.5), strict=True):
    left.plot(losses, label=name, linewidth=width)
left.set(title="The loss of 50 steps: one curve, drawn three times", xlabel="step", ylabel="loss")
left.legend()
bars = right.barh(list(milliseconds), list(milliseconds.values()), color=["C0", "C1", "C2"])
right.bar_label(bars, fmt="%.2f ms", padding=3)
right.invert_yaxis()
right.set(title="Time for one step", xlabel="milliseconds")
right.margins(x=0.25)
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `model(x)` without `training=True`: no dropout, and batch normalization never learns its statistics.
# - `loss_fn(predictions, y)`: the targets come first.
# - The `model.losses` added after the tape has closed: the number looks right, but no gradient knows of them.
# - `model.variables` or `model.weights` instead of `model.trainable_variables`: the tape answers `None` for moving
#   statistics, and a frozen layer thaws.

# %% [markdown]
# ## `test_step`: measure, and touch nothing
#
# Measuring uses **inference mode**: dropout lets everything pass, and batch normalization uses the moving statistics
# that it gathered while training, so an example's prediction does not depend on its neighbors in the batch.
#
# The loss here is the *data loss* alone. The penalties in `model.losses` are a device of training; what we want to know
# is how well the model predicts.
#
# Measuring in training mode is worse than a noisy number. Batch normalization would update its moving statistics from
# test data: the model learns from what it is tested on, without a single gradient.


# %% tags=["part"]
def test_step(model, loss_fn, x, y):
    """Measure the model on one batch, in inference mode.

    Args:
        model: a Keras model.
        loss_fn: a Keras loss object or a function: `loss_fn(y, predictions)` is a scalar, the mean over the batch.
        x: the inputs of the batch, `(n, ...)`.
        y: its targets, `(n, ...)`.

    Returns:
        `(loss, predictions)`: the scalar data loss, without the model's own `losses`, and what the model predicted.

    Changes no weight and no moving statistic.
    """
    ### BEGIN SOLUTION
    predictions = model(x, training=False)
    return loss_fn(y, predictions), predictions
    ### END SOLUTION


# %% [markdown]
# ### One digit, two modes
#
# Train a network with dropout for a few steps, then show it one and the same digit 200 times in training mode. Every
# time dropout silences other units, so every time the answer is another one. Inference mode gives one answer.

# %% tags=["demo"]
network = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, "relu", kernel_initializer=keras.initializers.GlorotUniform(0)),
        keras.layers.Dropout(0.5, seed=0),
        keras.layers.Dense(10, kernel_initializer=keras.initializers.GlorotUniform(1)),
    ]
)
adam = keras.optimizers.Adam()
step = tf.function(lambda x, y: train_step(network, adam, cross_entropy, x, y))
for batch in batches:
    step(*batch)

loss, logits = test_step(network, cross_entropy, x_test[:200], y_test[:200])
sure = np.max(tf.nn.softmax(logits), axis=1)
digit = int(np.argmin(np.abs(sure - 0.7)))  # one that the network is not quite sure of
answer = int(np.argmax(logits[digit]))
copies = np.repeat(x_test[digit : digit + 1], 200, axis=0)
noisy = tf.nn.softmax(network(copies, training=True))[:, answer]

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), width_ratios=[1, 3])
left.imshow(x_test[digit, ..., 0], cmap="gray_r")
left.set_axis_off()
left.set_title(f"a {y_test[digit]}")
right.hist(noisy, bins=np.linspace(0, 1, 41), color="C1", label="with dropout, 200 times")
right.axvline(sure[digit], color="C0", linewidth=3, label="inference mode, every time")
right.set(title=f"How sure is the network that it is a {answer}?", xlabel="probability", ylabel="times")
right.legend()
plt.show()

# %% [markdown]
# ## `fit`: the loop
#
# Two nested loops, over epochs and over batches. The bookkeeping is what needs thought.
#
# **Weigh by batch size.** 1,000 examples in batches of 300 leave a last batch of 100. The mean over the examples is
#
# $$\bar L = \frac{\sum_b n_b L_b}{\sum_b n_b},$$
#
# and not the plain mean of the four batch losses, in which each example of the last batch would count three times.
# `keras.metrics.Mean` does it when you tell it the size: `mean.update_state(loss, sample_weight=n)`.
#
# **Reset.** A metric remembers all it ever saw. Call `reset_state()` when an epoch begins, or epoch 5 reports the mean
# of five epochs.
#
# **Training accuracy** comes from the predictions that the step makes anyway: in training mode, before the update. A
# second call of the model would cost time, move the batch statistics twice, and measure something else. But your
# `train_step` returns the loss alone! Either write the step once more inside `fit`, with the predictions at hand, or
# let the loss function look: it is given the targets and the predictions, so a function that notes both and then
# returns `loss_fn(y, predictions)` will do.
#
# **Trace once.** Wrap the step into a `tf.function`, and do so once per `fit`, before the loops. TensorFlow traces
# anew for every new *signature*:
#
# | what changes between two calls | a new trace? |
# | --- | --- |
# | the numbers in a tensor | no |
# | the shape of a tensor (the smaller last batch) | yes; once, with `reduce_retracing=True` |
# | a Python number among the arguments | yes, for every value |
# | the `tf.function` itself, made anew in each epoch | yes, in each epoch |
#
# One more trace hides in the first call: when the step creates variables, TensorFlow traces it twice. An optimizer
# such as Adam creates its variables at its first update, unless you call `optimizer.build(model.trainable_variables)`.


# %% tags=["part"]
def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    """Train by a loop of your own, and measure after each epoch.

    Args:
        model: a Keras model with one output per class, `(n, classes)`.
        optimizer: a Keras optimizer.
        loss_fn: a Keras loss object or a function: `loss_fn(y, predictions)` is a scalar, the mean over the batch.
        train_data: a dataset of `(x, y)` batches with integer labels `(n,)`; the last batch may be smaller.
        val_data: another one, to measure on after each epoch.
        epochs: how many times to go through `train_data`.

    Returns:
        A dict with the keys `loss`, `accuracy`, `val_loss` and `val_accuracy`, each a list of one float per epoch:
        means over the examples (not over the batches) of that epoch alone. `loss` and `accuracy` come from the
        training-mode predictions before each update, the other two from inference mode when the epoch is over.

    Does not call `model.fit`. However many batches and epochs there are, each of its steps is traced at most twice.
    """
    ### BEGIN SOLUTION
    if model.built:
        optimizer.build(model.trainable_variables)  # here, not in the graph: variables made there cost another trace
    metrics = {
        "loss": keras.metrics.Mean(),
        "accuracy": keras.metrics.SparseCategoricalAccuracy(),
        "val_loss": keras.metrics.Mean(),
        "val_accuracy": keras.metrics.SparseCategoricalAccuracy(),
    }

    def watched_loss(y, predictions):
        metrics["accuracy"].update_state(y, predictions)
        return loss_fn(y, predictions)

    @tf.function(reduce_retracing=True)
    def train(x, y):
        loss = train_step(model, optimizer, watched_loss, x, y)
        metrics["loss"].update_state(loss, sample_weight=tf.shape(y)[0])

    @tf.function(reduce_retracing=True)
    def validate(x, y):
        loss, predictions = test_step(model, loss_fn, x, y)
        metrics["val_loss"].update_state(loss, sample_weight=tf.shape(y)[0])
        metrics["val_accuracy"].update_state(y, predictions)

    history = {name: [] for name in metrics}
    for _ in range(epochs):
        for metric in metrics.values():
            metric.reset_state()
        for x, y in train_data:
            train(x, y)
        for x, y in val_data:
            validate(x, y)
        for name, metric in metrics.items():
            history[name].append(float(metric.result()))
    return history
    ### END SOLUTION


# %% [markdown]
# ### Learning curves
#
# 2,000 real digits, eight epochs. In the first epochs the validation accuracy lies *above* the training accuracy. That
# is no mistake: training accuracy is measured with dropout on, and as a mean over an epoch during which the network was
# still getting better. Validation comes afterwards, with dropout off. The training loss holds the weight penalty
# too; the validation loss does not.

# %% tags=["demo"]
history = fit(
    small_cnn(seed=3),
    keras.optimizers.Adam(),
    cross_entropy,
    batches_of(x_train[::2], y_train[::2], 64, shuffle=True),
    batches_of(x_test, y_test, 256),
    epochs=8,
)
learning_curves(history)

# %% [markdown]
# ## `accumulated_step`: a batch larger than the memory
#
# You want batches of 256, but only 64 images fit on the device. Gradients add up, so the batch may come in pieces:
# *micro-batches*. For pieces of sizes $n_1, \dots, n_k$ with $N = n_1 + \dots + n_k$, the mean over all examples is
# the mean of the piece means, weighted by size, and the same is true of its gradient:
#
# $$L = \sum_{b=1}^k \frac{n_b}{N} L_b, \qquad \nabla L = \sum_{b=1}^k \frac{n_b}{N}\,\nabla L_b .$$
#
# Go through the pieces one after the other, add up $\frac{n_b}{N}\nabla L_b$, and let the optimizer move **once**, at
# the end. Only one piece at a time needs memory.
#
# And the model's own losses? A weight penalty $R(\theta)$ does not depend on the data. Each piece sees the same $R$,
# and it has to count once, not $k$ times. Look at the weights $\frac{n_b}{N}$: what do they add up to?


# %% tags=["part"]
def accumulated_step(model, optimizer, loss_fn, batches):
    """Do one training step on several micro-batches: one update, equal to a step on all their examples at once.

    The model runs in training mode on each micro-batch; its own `losses` count once.

    Args:
        model: a Keras model.
        optimizer: a Keras optimizer; it makes one update.
        loss_fn: a Keras loss object or a function: `loss_fn(y, predictions)` is a scalar, the mean over the batch.
        batches: a list of `(x, y)` micro-batches of any sizes.

    Returns:
        The scalar that `train_step` would return for the concatenated micro-batches.
    """
    ### BEGIN SOLUTION
    variables = model.trainable_variables
    examples = sum(len(y) for _, y in batches)
    total, sums = 0.0, [None] * len(variables)
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
            if model.losses:
                loss += tf.add_n(model.losses)
            loss *= len(y) / examples  # these weights add up to 1: what all micro-batches share counts once
        for index, gradient in enumerate(tape.gradient(loss, variables)):
            if gradient is not None:
                seen = sums[index]
                gradient = tf.convert_to_tensor(gradient)  # the gradient of an embedding is sparse: it cannot be added
                sums[index] = gradient if seen is None else seen + gradient
        total += loss
    optimizer.apply(sums, variables)
    return total
    ### END SOLUTION


# %% [markdown]
# ### Many small batches are not one large batch
#
# Three runs from the same start through the same 3,968 digits, with plain SGD at the same rate. Who updates after every
# 32 images makes four times as many steps and gets further: that is another training. Four micro-batches of 32,
# accumulated, draw exactly the curve of the batches of 128, with the memory of 32.


# %% tags=["demo"]
def run(step, groups, every=1):
    """The test loss after each 128 images, while `step(model, optimizer, group)` goes through `groups`."""
    last = keras.layers.Dense(10, kernel_initializer="zeros")
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), last])
    sgd = keras.optimizers.SGD(0.3)
    losses = []
    for number, group in enumerate(groups, start=1):
        step(network, sgd, group)
        if number % every == 0:
            losses.append(test_step(network, cross_entropy, x_test, y_test)[0])
    return losses


small = list(batches_of(x_train[:3968], y_train[:3968], 32))
large = list(batches_of(x_train[:3968], y_train[:3968], 128))
fours = [small[first : first + 4] for first in range(0, len(small), 4)]
curves = {
    "an update every 32 images": run(lambda m, o, group: train_step(m, o, cross_entropy, *group), small, every=4),
    "an update every 128 images": run(lambda m, o, group: train_step(m, o, cross_entropy, *group), large),
    "4 × 32 images accumulated": run(lambda m, o, group: accumulated_step(m, o, cross_entropy, group), fours),
}
figure, axis = plt.subplots(figsize=(8, 3.2))
styles = ({"linewidth": 1}, {"linewidth": 3}, {"linestyle": "", "marker": ".", "color": "black"})
for (name, losses), style in zip(curves.items(), styles, strict=True):
    axis.plot(128 * np.arange(1, len(losses) + 1), losses, **style, label=name)
axis.set(xlabel="images seen", ylabel="test loss", title="Accumulated micro-batches are the large batch")
axis.legend()
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - The plain sum of the gradients is a step $k$ times too long; the plain mean is wrong as soon as the sizes differ.
# - Adam hides both mistakes, since it divides the gradient by its own size. Test such code with SGD.
# - Batch normalization sees each piece alone: with it, micro-batches are *nearly* the large batch, never exactly.

# %% [markdown]
# ## `Ensemble`: a model of models
#
# Train $k$ networks from different starts. Each makes mistakes of its own; where the mistakes differ, they cancel in
# the mean:
#
# $$f(x) = \frac1k \sum_{m=1}^k f_m(x) .$$
#
# Average the **outputs**. The mean of the *weights* of networks trained apart is no sensible network: unit 3 of one has
# nothing to do with unit 3 of another.
#
# A subclassed `keras.Model` makes layers in `__init__` and uses them in `call`. Keras watches the attributes you set:
# a layer, a model, or a list of them, set as `self.something`, is *tracked*. Its weights are the ensemble's weights, to
# be counted, trained and saved. What you hide from Keras (in a closure, or behind `self.__dict__`) still computes, but
# never trains.
#
# `call` is given `training`. Pass it on, and do not decide it: `None` is a fine default, and means that the
# caller's mode holds.


# %% tags=["part"]
class Ensemble(keras.Model):
    """The mean of several models' outputs, as one model.

    Args of the constructor:
        models: a list of one or more built Keras models that take the same input and return outputs of one shape.

    The ensemble's weights are those of all its members. `training` reaches the members.
    """

    def __init__(self, models):
        super().__init__()
        ### BEGIN SOLUTION
        self.members = list(models)
        ### END SOLUTION

    def call(self, x, training=None):
        """The mean of what the members return for `x`, `(n, ...)`."""
        ### BEGIN SOLUTION
        outputs = [member(x, training=training) for member in self.members]
        return tf.reduce_mean(tf.stack(outputs), axis=0)
        ### END SOLUTION


# %% [markdown]
# ### Several heads are better than one
#
# Six small networks, each trained by your `fit` on 300 digits of its own. What does the mean of $k$ of them know?
# Each dot is the ensemble of some $k$ of the six, the line is the mean of the dots.

# %% tags=["demo"]
choose = np.random.default_rng(0)
from_probabilities = keras.losses.SparseCategoricalCrossentropy()
members = []
for number in range(6):
    mine = choose.choice(len(x_train), 300, replace=False)
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(16, "relu", kernel_initializer=keras.initializers.GlorotUniform(number)),
            keras.layers.Dense(10, "softmax", kernel_initializer=keras.initializers.GlorotUniform(number + 100)),
        ]
    )
    data = batches_of(x_train[mine], y_train[mine], 50, shuffle=True)
    fit(network, keras.optimizers.Adam(0.01), from_probabilities, data, data.take(1), epochs=8)
    members.append(network)

figure, axis = plt.subplots(figsize=(8, 3.2))
sizes, means = range(1, 7), []
for size in sizes:
    answers = [np.argmax(Ensemble(group)(x_test), axis=1) for group in itertools.combinations(members, size)]
    scores = [np.mean(answer == y_test) for answer in answers]
    axis.plot([size] * len(scores), scores, "o", color="C0", alpha=0.4)
    means.append(np.mean(scores))
axis.plot(sizes, means, "-", color="C0")
axis.set(xlabel="members", ylabel="test accuracy", title="The mean of six networks is better than each of them")
plt.show()

# %% [markdown]
# ## What you have learned
#
# - A training step is a tape, a gradient and an update. Written in TensorFlow alone, it runs in every way there is.
# - `training=True` to learn, `training=False` to measure; the model's own `losses` count when learning alone.
# - Means over examples need the batch size as weight, whether you average losses for a report or gradients for a step.
# - One `tf.function`, made once, before the loops. Count your traces when a loop is slow.
# - Models are layers: what you set as an attribute is tracked, and `training` is passed on.
#
# **Pitfalls once more**: metrics not reset; accuracy measured after the update; `.numpy()` in a step; a `tf.function`
# made inside the loop; penalties counted $k$ times; members hidden from Keras.
#
# **To read on**
#
# - TensorFlow guide: [Writing a training loop from scratch](https://www.tensorflow.org/guide/keras/writing_a_training_loop_from_scratch)
#   and [Better performance with tf.function](https://www.tensorflow.org/guide/function).
# - Keras guide: [Making new layers and models via subclassing](https://keras.io/guides/making_new_layers_and_models_via_subclassing/).
# - P. Goyal et al., [Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour](https://arxiv.org/abs/1706.02677), 2017:
#   what large batches change, and how to get their normalization right (section 3).
# - B. Lakshminarayanan et al., [Simple and Scalable Predictive Uncertainty Estimation using Deep
#   Ensembles](https://arxiv.org/abs/1612.01474), 2017.
# - L. K. Hansen, P. Salamon, *Neural Network Ensembles*, IEEE Transactions on Pattern Analysis and Machine Intelligence
#   12(10), 1990.
