# %% [markdown]
# # 07 · Standardization, scaling, batch normalization · 标准化、归一化、批标准化
#
# A wine has about 13 % of alcohol and 750 mg of proline per liter. To a network these are 13 and 750, and the second
# number shouts. *Normalization* makes all inputs speak with the same voice before training begins. *Batch
# normalization* goes on inside the network: it makes the outputs of a layer speak evenly, batch after batch, while the
# weights before it change.
#
# **You will learn**
#
# - to scale and to standardize a table, and what to do with a column that never changes;
# - batch normalization by hand, with its two modes and its moving statistics;
# - to make a Keras layer of it that trains, freezes, and survives being saved;
# - where to put it in a convolutional network, and why the convolution then needs no bias.
#
# **You need** `Sequential` models (topic 02) and convolutions (06).

# %% tags=["given"]
import tempfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import breast_cancer, digits, mnist, wine
from course.plots import curves, learning_curves
from course import check

# %% [markdown]
# ## `scale`: divide by the largest
#
# The simplest way to tame numbers: divide all of them by the largest absolute value,
#
# $$\text{scale}(x) = \frac{x}{\max_i |x_i|} .$$
#
# What comes out lies in $[-1, 1]$. Signs stay, zeros stay, proportions stay. Dividing `uint8` images by 255 is the same
# idea with a number that is known in advance.
#
# One thing can go wrong: where all numbers are zero, so is the largest. Zero divided by zero is NaN, and one NaN spreads
# through a whole network. All zeros shall stay zeros.


# %% tags=["part"]
def scale(x):
    """Divide by the largest absolute value.

    Args:
        x: a tensor of any shape: what `tf.convert_to_tensor` takes, cast to float32.

    Returns:
        float32, same shape, in [-1, 1]; all zeros stay zeros.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    return tf.math.divide_no_nan(x, tf.reduce_max(tf.abs(x)))
    ### END SOLUTION


# %% [markdown]
# ## `standardize`: zero mean, unit deviation
#
# Scaling has a weakness: a single outlier decides how small all others become. *Standardizing* measures each number by
# what is usual in its column: how many standard deviations is it away from the mean?
#
# $$z_i = \frac{x_i - \mu}{\sigma}, \qquad \mu = \frac1n \sum_i x_i, \qquad
#   \sigma = \sqrt{\frac1n \sum_i (x_i - \mu)^2} .$$
#
# This is the *population* standard deviation, divided by $n$ (statisticians who estimate from a sample divide by
# $n - 1$).
#
# A column that never changes has $\sigma = 0$. It carries no information, and shall become exactly zero. Careful:
# do not ask whether $\sigma$ *is* zero! The float32 mean of some copies of 0.1 need not be 0.1 to the last bit; then
# $\sigma$ is some $10^{-9}$, and $(x - \mu)/\sigma$ turns a rounding error into $\pm 1$. Ask the data: a column is
# constant when its largest value equals its smallest.
#
# Nor does it help to add a small number to $\sigma$: a column of lengths in kilometers may really vary by $10^{-6}$.


# %% tags=["part"]
def standardize(x, axis=0):
    """Zero mean and unit (population) standard deviation along an axis.

    Args:
        x: a tensor of one or more axes: what `tf.convert_to_tensor` takes, cast to float32.
        axis: the axis along which mean and deviation are taken, an int; negative ones count from the end. With 0, each
            column of a table `(n, features)` is standardized.

    Returns:
        float32, same shape. Columns that are constant (their largest value equals their smallest) are exactly zero.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    constant = tf.equal(tf.reduce_max(x, axis, keepdims=True), tf.reduce_min(x, axis, keepdims=True))
    wide = tf.cast(x, tf.float64)  # room for the mean of large numbers and for the squares of small ones
    mean, deviation = (reduce(wide, axis, keepdims=True) for reduce in (tf.reduce_mean, tf.math.reduce_std))
    standardized = (wide - mean) / tf.where(constant, tf.ones_like(deviation), deviation)
    return tf.where(constant, 0.0, tf.cast(standardized, tf.float32))
    ### END SOLUTION


# %% [markdown]
# ### Thirteen columns of wine
#
# Real measurements of wines. Each box holds the middle half of a column. Scaling a whole table by one number keeps its
# proportions: the loud column stays the only one that is heard.

# %% tags=["demo"]
(x_wine, y_wine), _ = wine()
figure, axes = plt.subplots(1, 3, figsize=(11, 3.2), layout="constrained")
columns = {"as measured": x_wine, "scale, all at once": scale(x_wine), "standardize": standardize(x_wine)}
for axis, (name, table) in zip(axes, columns.items(), strict=True):
    axis.boxplot(np.asarray(table), whis=(0, 100))
    axis.set(title=name, xlabel="column")
    axis.tick_params(axis="x", labelsize=7)
plt.show()

# %% [markdown]
# What does it buy? The same linear classifier on the tumors of the breast cancer table, trained by plain gradient descent
# from the same start: on the table as measured, scaled, and standardized. The size of a step suits all weights only
# when all columns are of one size.
#
# Note what happens to the **test** rows: they are measured with the mean and the deviation of the *training* rows. To
# standardize them by themselves would be another transformation, and one row alone would become all zeros.

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = breast_cancer()


def descend(table, steps=100, rate=0.1):
    """Logistic regression by plain gradient descent from zero: weights, bias and the loss before each step."""
    weights, bias, losses = np.zeros(table.shape[1]), 0.0, []
    for _ in range(steps):
        logits = table @ weights + bias
        losses.append(np.mean(np.logaddexp(0, logits) - y_train * logits))
        slope = tf.sigmoid(logits).numpy() - y_train
        weights -= rate * table.T @ slope / len(table)
        bias -= rate * slope.mean()
    return weights, bias, losses


tables = {"as measured": x_train, "scale": scale(x_train), "standardize": standardize(x_train)}
runs = {name: descend(np.asarray(table, "float64")) for name, table in tables.items()}
weights, bias, _ = runs["standardize"]
z_test = (x_test - x_train.mean(axis=0)) / x_train.std(axis=0)
print(f"test accuracy on standardized columns: {np.mean((z_test @ weights + bias > 0) == (y_test == 1)):.1%}")
losses = {name: losses for name, (_, _, losses) in runs.items()}
curves(losses, xlabel="step", ylabel="loss", title="One classifier, one rate, three inputs", log=True)

# %% [markdown]
# ## `batch_norm`: normalization inside the network
#
# The inputs of the *second* layer are the outputs of the first, and these change with every step of the optimizer. So
# standardize them anew for each batch. For each channel (the last axis), with mean $\mu$ and population variance
# $\sigma^2$ over **all other axes**, that is over the batch, and over the pixels if there are any:
#
# $$\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat x + \beta .$$
#
# - $\epsilon$ keeps the root away from zero. It is added to the *variance*, inside the root.
# - $\gamma$ and $\beta$ are learned, one pair per channel. They give back what normalizing takes: if another mean and
#   another deviation are better for the next layer, it can have them.
# - $\mu$ and $\sigma^2$ are computed from $x$, so the gradient flows through them as well: what one image of a batch
#   contributes depends on the others.
#
# And when predicting? A batch may then hold a single image, whose answer must not depend on its neighbors. So keep
# *moving statistics* while training, and use these instead:
#
# $$\mu_\text{moving} \leftarrow m\,\mu_\text{moving} + (1 - m)\,\mu, \qquad
#   \sigma^2_\text{moving} \leftarrow m\,\sigma^2_\text{moving} + (1 - m)\,\sigma^2 .$$
#
# | | normalizes with | moving statistics |
# | --- | --- | --- |
# | training | the batch's own mean and variance | take a step of $1 - m$ toward them |
# | inference | the moving ones | stay as they are |


# %% tags=["part"]
def batch_norm(x, gamma, beta, moving_mean, moving_variance, training, momentum=0.99, epsilon=1e-3):
    """Batch normalization over all axes but the last, by hand (Ioffe & Szegedy, 2015; momentum as in Keras).

    Args:
        x: `(..., c)`, such as `(n, c)` or `(n, h, w, c)`. This and the next four: what `tf.convert_to_tensor` takes,
            cast to float32.
        gamma: `(c,)`, by which the normalized values are multiplied.
        beta: `(c,)`, which is added then.
        moving_mean: `(c,)`.
        moving_variance: `(c,)`.
        training: True to normalize by the batch's mean and population variance, False to use the moving ones.
        momentum: share of the moving statistics that is kept at each step.
        epsilon: added to the variance.

    Returns:
        `(y, new_mean, new_variance)`: `y` has the shape of `x`; the other two, `(c,)`, are the updated moving
        statistics in training, and the unchanged ones otherwise. All float32.

    Differentiable in `x`, `gamma` and `beta`; runs inside `tf.function` on known shapes.
    """
    ### BEGIN SOLUTION
    x, gamma, beta, moving_mean, moving_variance = (
        tf.cast(value, tf.float32) for value in (x, gamma, beta, moving_mean, moving_variance)
    )
    mean, variance = moving_mean, moving_variance
    if training:
        axes = list(range(len(x.shape) - 1))
        mean = tf.reduce_mean(x, axes)
        variance = tf.reduce_mean(tf.square(x - mean), axes)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance
    y = gamma * (x - mean) * tf.math.rsqrt(variance + epsilon) + beta
    return y, moving_mean, moving_variance
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - For images, statistics over the batch axis alone: that gives a mean per *pixel* and channel.
# - The new moving statistics computed the wrong way round, $(1 - m)$ of the old ones: then only the last batch counts.
# - $\epsilon$ added to $\sigma$, or left out: a channel that is silent in a whole batch divides by zero.
#
# ### Histograms, before and after
#
# Ten dense layers with relu, 64 units each, nothing learned yet. What is left of 1,000 digits after each of them? The
# weights start a little too small, and each layer makes the numbers smaller again. Normalized before each relu, all
# layers see numbers of one size, and gradients come through.

# %% tags=["demo"]
(images, labels), (test_images, test_labels) = mnist()
pixels = images[:1000].reshape(1000, -1)
rng = np.random.default_rng(0)
kernels = [rng.normal(0, 0.08, size=(n_in, 64)).astype("float32") for n_in in [784] + [64] * 9]
ones, zeros = tf.ones(64), tf.zeros(64)
views = {"plain": [], "normalized": []}
for name, seen in views.items():
    h = tf.constant(pixels)
    for kernel in kernels:
        h = h @ kernel
        if name == "normalized":
            h, _, _ = batch_norm(h, ones, zeros, zeros, ones, training=True)
        seen.append(h.numpy())
        h = tf.nn.relu(h)

shown = [0, 1, 3, 6, 9]
figure, axes = plt.subplots(2, 5, figsize=(11, 3.6), sharex=True, layout="constrained")
for line, (name, seen) in zip(axes, views.items(), strict=True):
    for axis, layer in zip(line, shown, strict=True):
        axis.hist(
            np.clip(seen[layer], -3, 3).ravel(), bins=np.linspace(-3, 3, 61), color="C0" if name == "plain" else "C1"
        )
        axis.set(title=f"{name}, layer {layer + 1}", yticks=[])
        axis.text(0.97, 0.8, f"σ = {np.std(seen[layer]):.2g}", transform=axis.transAxes, ha="right")
plt.show()

# %% [markdown]
# ### How long is the memory?
#
# The moving mean of batches of 32 digits, starting from 0. With momentum $m$ it remembers about $1 / (1 - m)$ batches:
# a large one gives a steady estimate, and a late one. Keras' 0.99 wants some hundred steps before inference can be
# trusted. After a short training, a bad validation score with a good training score often means just this.

# %% tags=["demo"]
channel = views["plain"][0][:, :1]
tracks = {}
for momentum in (0.5, 0.9, 0.99):
    mean, variance, track = tf.zeros(1), tf.ones(1), []
    for _ in range(200):
        batch = channel[rng.integers(0, 1000, 32)]
        _, mean, variance = batch_norm(batch, [1.0], [0.0], mean, variance, training=True, momentum=momentum)
        track.append(float(mean[0]))
    tracks[f"momentum {momentum}"] = track
tracks["mean of all"] = [float(channel.mean())] * 200
curves(tracks, xlabel="step", ylabel="moving mean", title="The moving mean follows")

# %% [markdown]
# ## `BatchNorm`: the same, as a Keras layer
#
# `batch_norm` gives the new statistics back and leaves it to you to keep them. A layer keeps them itself:
#
# - `build(input_shape)` makes four weights with `self.add_weight`, one number per channel each: gamma (ones) and beta
#   (zeros) are trained; moving mean (zeros) and moving variance (**ones**) are not: `trainable=False`. No gradient
#   changes them, only `assign`.
# - `call(inputs, training=None)` normalizes, and in training mode assigns the new moving statistics.
#   `training=None` is what Keras passes when nobody said anything, and means inference.
# - A **frozen** layer (`layer.trainable = False`) runs in inference mode even when the model is training. In Keras this
#   is special to batch normalization, and it is what fine-tuning needs (topic 13): the statistics that a network has
#   learned on a million images shall not be overrun by a few of yours.
# - `get_config` tells the arguments of the constructor, so that a saved model can be made again. Keras adds arguments of
#   its own there (`name`, `dtype`, `trainable`): take them as `**kwargs` and pass them on to `super().__init__`.


# %% tags=["part"]
class BatchNorm(keras.layers.Layer):
    """Batch normalization over all axes but the last, as `keras.layers.BatchNormalization` does it.

    Two trainable weights, gamma (ones) and beta (zeros), and two others, the moving mean (zeros) and the moving variance
    (ones), `(c,)` each for inputs `(..., c)`. Inference mode unless `training=True`, and always when not `trainable`.
    Runs eagerly and inside `tf.function`; a model with it can be saved, and loaded by
    `keras.models.load_model(path, custom_objects={"BatchNorm": BatchNorm})`.

    Args of the constructor:
        momentum: share of the moving statistics that is kept at each step.
        epsilon: added to the variance.
    """

    def __init__(self, momentum=0.99, epsilon=1e-3, **kwargs):
        super().__init__(**kwargs)
        ### BEGIN SOLUTION
        self.momentum = momentum
        self.epsilon = epsilon
        ### END SOLUTION

    def build(self, input_shape):
        """Make the four weights."""
        ### BEGIN SOLUTION
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(name="gamma", shape=shape, initializer="ones")
        self.beta = self.add_weight(name="beta", shape=shape, initializer="zeros")
        self.moving_mean = self.add_weight(name="moving_mean", shape=shape, initializer="zeros", trainable=False)
        self.moving_variance = self.add_weight(name="moving_variance", shape=shape, initializer="ones", trainable=False)
        ### END SOLUTION

    def call(self, inputs, training=None):
        """The normalized inputs; in training mode the moving statistics take a step."""
        ### BEGIN SOLUTION
        training = bool(training) and self.trainable
        statistics = (self.moving_mean, self.moving_variance)
        outputs, *updated = batch_norm(
            inputs, self.gamma, self.beta, *statistics, training, momentum=self.momentum, epsilon=self.epsilon
        )
        if training:
            for statistic, value in zip(statistics, updated, strict=True):
                statistic.assign(value)
        return outputs
        ### END SOLUTION

    def get_config(self):
        """The arguments of the constructor, for saving."""
        ### BEGIN SOLUTION
        return {**super().get_config(), "momentum": self.momentum, "epsilon": self.epsilon}
        ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - `self.moving_mean = new_mean` in `call`: inside `tf.function` this stores a symbol of the graph, not a number, and
#   the weight is lost. `assign` works in both worlds.
# - A moving variance that starts at 0: the first predictions are divided by $\sqrt\epsilon$, and explode.
# - `tf.Variable` or plain attributes that Keras does not know of: not saved, not counted, not frozen.
#
# Does it agree with Keras' layer? Train both on the same batches, then save yours, and load it again.

# %% tags=["demo"]
mine, keras_layer = BatchNorm(momentum=0.9), keras.layers.BatchNormalization(momentum=0.9)
step_mine, step_keras = tf.function(mine), tf.function(keras_layer)
for start in range(0, 1000, 100):
    batch = tf.constant(images[start : start + 100])
    outputs, expected = step_mine(batch, training=True), step_keras(batch, training=True)
print(f"training:   outputs differ by at most {np.abs(outputs - expected).max():.1e}")
print(f"inference:  outputs differ by at most {np.abs(mine(batch) - keras_layer(batch)).max():.1e}")
print("statistics:", *(f"{weight.name} {weight.numpy()[0]:.4f}" for weight in mine.non_trainable_weights))

model = keras.Sequential([keras.Input((28, 28, 1)), mine])
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.keras"
    model.save(path)
    again = keras.models.load_model(path, custom_objects={"BatchNorm": BatchNorm})
print(f"saved and loaded: outputs differ by {np.abs(again(batch) - model(batch)).max():.1e}")

# %% [markdown]
# ### A deep network learns, or does not
#
# The ten layers from above, this time trained on 4,000 digits, with your layer and without it.


# %% tags=["demo"]
def deep(normalized):
    """Ten dense layers that start with small weights, with or without normalization before each relu."""
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
    for kernel in kernels:
        network.add(keras.layers.Dense(64, use_bias=not normalized))
        network.layers[-1].set_weights([kernel] if normalized else [kernel, np.zeros(64)])
        if normalized:
            network.add(BatchNorm(momentum=0.9))
        network.add(keras.layers.ReLU())
    network.add(keras.layers.Dense(10, activation="softmax", kernel_initializer=keras.initializers.GlorotUniform(0)))
    network.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


histories = {}
for name, normalized in {"plain": False, "with BatchNorm": True}.items():
    keras.utils.set_random_seed(0)
    data = {"validation_data": (test_images, test_labels), "batch_size": 100}
    histories[name] = deep(normalized).fit(images, labels, epochs=3, verbose=0, **data)
learning_curves(histories, metrics=["accuracy"], title="Ten layers, the same start")

# %% [markdown]
# ## `conv_bn`: a block for convolutional networks
#
# Where does the layer go? The authors put it between the convolution and the relu, `"before"`: that is still what most
# networks do. Others normalize `"after"` the relu, what the next layer really sees. Both train well; try it.
#
# ```
# before:  Conv 3×3, same, no bias → BatchNormalization → relu
# after:   Conv 3×3, same, no bias → relu → BatchNormalization
# ```
#
# Why no bias? Batch normalization subtracts the mean of each channel, and a bias just before it goes down with the
# mean. Its gradient is zero, and $\beta$ does its work anyway. (With `"after"` the relu stands in between, and a bias
# would have an effect. It is left out here all the same, so that both blocks have the same parameters.)


# %% tags=["part"]
def conv_bn(filters, order="before"):
    """A block of convolution, batch normalization and relu (Ioffe & Szegedy, 2015).

    Args:
        filters: output channels of the convolution: 3×3, "same", without bias.
        order: `"before"` for BatchNormalization before the relu, `"after"` for after it.

    Returns:
        A `keras.Sequential` for images `(n, h, w, c)` to `(n, h, w, filters)`. Like any layer it takes its weights when
        it first sees an input.

    Raises:
        ValueError: for another `order`.
    """
    ### BEGIN SOLUTION
    if order not in ("before", "after"):
        raise ValueError(f"the order of BatchNormalization must be 'before' or 'after' the relu, not {order!r}")
    tail = [keras.layers.BatchNormalization(), keras.layers.ReLU()]
    if order == "after":
        tail.reverse()
    return keras.Sequential([keras.layers.Conv2D(filters, 3, padding="same", use_bias=False), *tail])
    ### END SOLUTION


# %% [markdown]
# ### Two orders, and none
#
# Three convolutions on the small 8×8 digits, from the same start. Both orders learn, and at a rate at which the plain
# network has not even begun.

# %% tags=["demo"]
(x_small, y_small), _ = digits()
losses = {}
for order in ("none", "before", "after"):
    keras.utils.set_random_seed(1)
    network = keras.Sequential([keras.Input((8, 8, 1))])
    for _ in range(3):
        plain = keras.layers.Conv2D(16, 3, padding="same", activation="relu")
        network.add(plain if order == "none" else conv_bn(16, order))
    network.add(keras.layers.GlobalAveragePooling2D())
    network.add(keras.layers.Dense(10, activation="softmax"))
    network.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    losses[order] = network.fit(x_small, y_small, batch_size=64, epochs=6, verbose=0).history["loss"]
curves(losses, xlabel="epoch", ylabel="training loss", title="Where does batch normalization go?")

# %% [markdown]
# ## What you have learned
#
# - Scaling divides by the largest, standardizing by the usual. A constant column becomes zero, by asking the data.
# - Test rows are measured with the training rows' statistics.
# - Batch normalization standardizes each channel over the batch (and the pixels), then lets the network choose mean and
#   deviation again. It has two modes, and moving statistics that link them.
# - A Keras layer keeps what does not train in weights of its own, assigns to them, and tells its configuration.
# - A frozen batch normalization stays in inference mode.
#
# **Pitfalls once more**: $n - 1$ in place of $n$; means over the batch axis alone; momentum the wrong way round; a moving
# variance from 0; `training` forgotten; small batches, whose statistics are noise (8 images and fewer: look at layer or
# group normalization).
#
# **To read on**
#
# - S. Ioffe, C. Szegedy, [Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate
#   Shift](https://arxiv.org/abs/1502.03167), 2015. Their moving variance uses $n - 1$; Keras' does not.
# - S. Santurkar et al., [How Does Batch Normalization Help Optimization?](https://arxiv.org/abs/1805.11604), 2018: it
#   is not the covariate shift.
# - Y. Wu, K. He, [Group Normalization](https://arxiv.org/abs/1803.08494), 2018: for small batches.
# - Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, [Efficient
#   BackProp](http://yann.lecun.com/exdb/publis/pdf/lecun-98b.pdf), 1998: why inputs should be standardized.
# - Keras: [BatchNormalization layer](https://keras.io/api/layers/normalization_layers/batch_normalization/), and the
#   guide [Transfer learning & fine-tuning](https://keras.io/guides/transfer_learning/) on frozen layers.
