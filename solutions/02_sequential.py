# %% [markdown]
# # 02 · Sequential models and counting parameters · 顺序模型与参数计算
#
# A neural network is a chain: each layer takes what the layer before it gives. For such a chain Keras has a model of its
# own, `keras.Sequential`, and in a dozen lines you go from a table of numbers to a classifier. In this topic you build
# three of them, one for each kind of question: *how much?*, *yes or no?*, *which one?*
#
# And you learn to count. How many parameters a network has is the first thing to know of it: they fill its memory, they
# are what learns, and a count that is not the one you expected is the quickest sign of a mistake.
#
# **You will learn**
#
# - to count the parameters of dense and convolutional layers on paper, up to the 138 million of VGG-16;
# - what `compile` asks for: an optimizer, a loss, metrics;
# - which output activation goes with which loss, and with which labels;
# - what a hidden layer adds: you will see it bend a line;
# - why features are standardized before they are given to a network.
#
# **You need** tensors and their shapes (topic 01).

# %% tags=["given"]
from itertools import pairwise

import keras
import matplotlib.pyplot as plt
import numpy as np

from course.data import breast_cancer, wine
from course.plots import CLASS_COLORS, bars, learning_curves, use_style
from course import check

# %% tags=["given"]
use_style()


def standardized(train, test):
    """Both tables with zero mean and unit standard deviation per column, as measured on the training table."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / deviation, (test - mean) / deviation


def train(model, x, y, epochs, rate=0.01, **options):
    """Train quietly, at a larger step than Keras' default since these tables are small; returns the history."""
    model.optimizer.learning_rate = rate
    model.jit_compile = False  # compiling by XLA would take longer than all of the training
    return model.fit(x, y, epochs=epochs, batch_size=16, verbose=0, **options)


def regions(panel, model, x, y, title):
    """Color the plane by what the model says, and draw the examples over it."""
    low, high = x.min(axis=0) - 0.5, x.max(axis=0) + 0.5
    across, up = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 120))
    said = np.asarray(model(np.stack([across.ravel(), up.ravel()], axis=1).astype("float32")))
    said = said[:, 0] > 0.5 if said.shape[1] == 1 else said.argmax(axis=1)
    classes = np.unique(y)
    panel.contourf(
        across,
        up,
        said.reshape(across.shape),
        levels=np.arange(len(classes) + 1) - 0.5,
        colors=CLASS_COLORS[1 : len(classes) + 1],
        alpha=0.25,
    )
    for kind in classes:
        panel.scatter(*x[y == kind].T, s=12, color=CLASS_COLORS[1 + kind], edgecolor="white", linewidth=0.4)
    panel.set(title=title, xticks=[], yticks=[])


# %% [markdown]
# ## A chain of layers
#
# A **dense** layer takes $n$ numbers $x$ and gives $m$ numbers $y$. Each output looks at every input:
#
# $$y_j = \sigma\Big(\sum_{i=1}^{n} x_i\, W_{ij} + b_j\Big), \qquad W: (n, m), \quad b: (m)$$
#
# $W$ is the *kernel*, $b$ the *bias*, $\sigma$ the *activation*: a simple function of one number, such as
# $\text{relu}(z) = \max(z, 0)$. In Keras:
#
# ```python
# model = keras.Sequential([
#     keras.Input((4,)),                          # four features per example; the number of examples stays open
#     keras.layers.Dense(3, activation="relu"),
#     keras.layers.Dense(1),                      # no activation: a linear output
# ])
# ```
#
# With `keras.Input` in front, the model is **built** right away: its kernels exist, and can be counted. Without it, Keras
# waits for the first data to learn how many inputs there are.

# %% tags=["demo"]
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
for weight in model.weights:
    print(f"{weight.path:28}{tuple(weight.shape)!s:10}{int(np.prod(weight.shape)):4} parameters")
print("all together", model.count_params())
print("five examples in, out comes", model(np.ones((5, 4), "float32")).shape)

# %% [markdown]
# ## `dense_params`: arrows and biases
#
# Draw every input and every output as a dot, and every entry of $W$ as an arrow: $n \cdot m$ of them. The bias is one more
# input, which is always 1 and has an arrow to every output as well:
#
# $$\text{parameters} = (n + 1) \cdot m .$$
#
# `use_bias=False` leaves the extra input out.


# %% tags=["part"]
def dense_params(n_in, n_out, use_bias=True):
    """Count the parameters of a dense layer: (inputs + 1) × outputs.

    Args:
        n_in: the number of inputs, an int.
        n_out: the number of outputs, an int.
        use_bias: whether each output has a bias.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    return (n_in + bool(use_bias)) * n_out
    ### END SOLUTION


# %% tags=["demo"]
figure, panels = plt.subplots(1, 2, figsize=(8, 3))
for panel, bias in zip(panels, (False, True), strict=True):
    dots = [(0, row) for row in np.linspace(1, -1, 3)] + ([(0, -1.8)] if bias else [])
    for number, (x, y) in enumerate(dots):
        for target in np.linspace(-0.6, 0.6, 2):
            panel.plot([x, 1], [y, target], color="C1" if number == 3 else "C0", linewidth=1.2, zorder=1)
        panel.scatter(x, y, s=350, color="C1" if number == 3 else "C0", zorder=2)
        panel.text(x, y, "1" if number == 3 else f"$x_{number + 1}$", ha="center", va="center", color="white")
    panel.scatter([1, 1], [-0.6, 0.6], s=350, color="C2", zorder=2)
    call = "dense_params(3, 2)" if bias else "dense_params(3, 2, use_bias=False)"
    panel.set(title=f"{call} = {dense_params(3, 2, bias)}", xlim=(-0.3, 1.3), ylim=(-2.2, 1.4))
    panel.set_axis_off()
plt.show()

# %% [markdown]
# ## `conv2d_params`: few weights, used often
#
# A convolution (topic 06 builds one) looks at the image through a small window of $k_h \times k_w$ pixels, and takes a
# weighted sum of what it sees, over all input channels. It does this once for every *filter*, and each filter gives one
# output channel. The window slides over the whole image, but its weights stay the same:
#
# $$\text{parameters} = (k_h \cdot k_w \cdot c_\text{in} + 1) \cdot \text{filters} .$$
#
# The size of the image is not in the formula! A 3×3 window on 32 channels with 64 filters has
# $(3 \cdot 3 \cdot 32 + 1) \cdot 64 = 18{,}496$ parameters, be the image small or large.
#
# As in Keras, `kernel_size` is an int for a square window or a pair `(height, width)`.


# %% tags=["part"]
def conv2d_params(kernel_size, in_channels, filters, use_bias=True):
    """Count the parameters of a two-dimensional convolution.

    Args:
        kernel_size: an int for a square window, or a pair of ints `(height, width)`.
        in_channels: the channels of the input, an int.
        filters: the channels of the output, an int.
        use_bias: whether each filter has a bias.

    Returns:
        An int: for a 3×3 window, 32 channels and 64 filters it is 18,496.
    """
    ### BEGIN SOLUTION
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return (height * width * in_channels + bool(use_bias)) * filters
    ### END SOLUTION


# %% [markdown]
# ## `mlp_params`: a whole network
#
# A *multilayer perceptron* (MLP) is a chain of dense layers. The outputs of one are the inputs of the next, so the list
# of sizes `[n_in, hidden…, n_out]` says everything: each pair of neighbors is a layer. Two sizes are one layer; with
# fewer there is no network, and the function should say so.
#
# $$[784, 128, 10]: \quad (784 + 1) \cdot 128 + (128 + 1) \cdot 10 = 101{,}770$$


# %% tags=["part"]
def mlp_params(layer_sizes):
    """Count the parameters of a fully connected network with biases.

    Args:
        layer_sizes: a list or tuple of ints `[n_in, hidden…, n_out]`, two or more.

    Returns:
        An int.

    Raises:
        ValueError: for fewer than two sizes.
    """
    ### BEGIN SOLUTION
    if len(layer_sizes) < 2:
        raise ValueError(f"a network needs at least two sizes, inputs and outputs; there are only {len(layer_sizes)}")
    return sum(dense_params(n_in, n_out) for n_in, n_out in pairwise(layer_sizes))
    ### END SOLUTION


# %% [markdown]
# ### Where the 138 million of VGG-16 are
#
# VGG-16 (Simonyan and Zisserman, 2014) reads photos of 224×224 pixels: thirteen 3×3 convolutions, and three dense layers
# at the end. Building it takes seconds and half a gigabyte. Counting it takes no time.
#
# The surprise: one single dense layer holds three quarters of all. That is why later networks (topics 06 and 12) average
# over the image before they classify.

# %% tags=["demo"]
channels = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
convolutions = [conv2d_params(3, *pair) for pair in pairwise(channels)]
sizes = [7 * 7 * 512, 4096, 4096, 1000]
dense = [dense_params(*pair) for pair in pairwise(sizes)]
assert sum(dense) == mlp_params(sizes)
print(f"convolutions {sum(convolutions):,} + dense layers {mlp_params(sizes):,} = {sum(convolutions) + sum(dense):,}")
millions = {"13 convolutions": sum(convolutions), "dense 1": dense[0], "dense 2": dense[1], "dense 3": dense[2]}
bars({name: count / 1e6 for name, count in millions.items()}, "millions of parameters", "VGG-16", form="{:.1f}")

# %% [markdown]
# ## `regressor`: how much?
#
# The smallest network there is: one dense layer with one output and no activation. It computes $w \cdot x + b$, which is
# **linear regression**, known since Gauss. What is new is how it learns.
#
# A model is *compiled* with three things:
#
# - the **loss**, a number that says how wrong the predictions are. For numbers it is the mean squared error,
#   $\text{MSE} = \frac1n \sum_i (y_i - \hat y_i)^2$: `"mse"` or `"mean_squared_error"`;
# - the **optimizer**, which changes the parameters so that the loss falls: `"adam"` is a good first choice;
# - **metrics**, which are only reported.
#
# Why no activation at the end? A sigmoid could never answer 25, a relu never −3.


# %% tags=["part"]
def regressor(n_features):
    """Build and compile a linear model: one dense layer, one output.

    Args:
        n_features: the number of features of an example, an int.

    Returns:
        A built and compiled Keras model `(n, n_features)` -> `(n, 1)` with a linear output and the mean squared error
        as its loss. Any optimizer will do.
    """
    ### BEGIN SOLUTION
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mean_squared_error")
    return model
    ### END SOLUTION


# %% [markdown]
# ### Gauss and Adam agree
#
# Phenols are what makes a wine dry the mouth; *flavanoids* are most of them. How well does one tell the other? Least
# squares has a formula for the line; our model finds it step by step.

# %% tags=["demo"]
(wine_train, wine_labels), (wine_test, wine_test_labels) = wine()
phenols, _ = standardized(wine_train[:, 5:6], wine_test[:, 5:6])  # why? see the end of this topic
flavanoids = wine_train[:, 6]
line = regressor(1)
history = train(line, phenols, flavanoids, epochs=15, rate=0.1)
slope, offset = np.polyfit(phenols[:, 0], flavanoids, 1)
(kernel,), bias = line.get_weights()[0], line.get_weights()[1]

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
left.plot(history.history["loss"])
left.set(title="The loss falls", xlabel="epoch", ylabel="mean squared error")
ends = np.array([[phenols.min()], [phenols.max()]])
right.scatter(phenols, flavanoids, s=10, color="C6")
right.plot(ends, slope * ends + offset, linewidth=6, alpha=0.4, label=f"least squares: {slope:.2f} x {offset:+.2f}")
right.plot(ends, line(ends), label=f"regressor(1): {kernel[0]:.2f} x {bias[0]:+.2f}")
right.set(title="144 wines", xlabel="total phenols, standardized", ylabel="flavanoids")
right.legend()
plt.show()

# %% [markdown]
# ## `binary_classifier`: yes or no?
#
# Now the answer is a probability. The **sigmoid** $\sigma(z) = 1 / (1 + e^{-z})$ squeezes any number into $(0, 1)$: one output
# is enough, since "no" has the rest. The loss that goes with it is the **binary cross-entropy**
#
# $$-\frac1n \sum_i \big[\, y_i \log p_i + (1 - y_i) \log(1 - p_i) \,\big], \qquad y_i \in \{0, 1\},$$
#
# which is large when the model was sure and wrong. (In topic 03 you write it by hand.) **Accuracy**, the share of right
# answers at the threshold 0.5, is what people want to know, but it is no loss: it moves in jumps, so it has no slope
# to walk down. Hence: train by the loss, report the metric.
#
# Without a hidden layer this is *logistic regression*, and the border between yes and no is a straight line. Each relu
# unit of a **hidden layer** can bend it once. Chain dense layers *without* an activation, and nothing bends: a linear
# function of a linear function is linear.


# %% tags=["part"]
def binary_classifier(n_features, hidden=(16,)):
    """Build and compile a network that answers yes or no.

    Args:
        n_features: the number of features of an example, an int.
        hidden: the sizes of the hidden dense layers, in order, each with relu; `()` for none.

    Returns:
        A built and compiled Keras model `(n, n_features)` -> `(n, 1)`: one sigmoid output. The loss is
        `binary_crossentropy`, the metric accuracy. Any optimizer will do.
    """
    ### BEGIN SOLUTION
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential([keras.Input((n_features,)), *layers, keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% [markdown]
# ### A hidden layer bends the border
#
# Cell samples, two of their thirty measurements. On the left there is no hidden layer, and the border is straight. On the
# right the border follows the data more closely. Too closely? That is the question of topic 04.

# %% tags=["demo"]
(cells_train, cells_labels), (cells_test, cells_test_labels) = breast_cancer()
cells_x, cells_x_test = standardized(cells_train, cells_test)
two = cells_x[:, [1, 4]]  # mean texture and mean smoothness
figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
for panel, hidden in zip(panels, [(), (16, 16)], strict=True):
    keras.utils.set_random_seed(0)
    model = binary_classifier(2, hidden)
    history = train(model, two, cells_labels, epochs=12)
    regions(panel, model, two, cells_labels, f"hidden={hidden}: {history.history['accuracy'][-1]:.0%} right")
    panel.set(xlabel="texture", ylabel="smoothness")
plt.show()

# %% [markdown]
# ## `softmax_classifier`: which one?
#
# With $k$ classes there are $k$ outputs, one score each. **Softmax** turns scores into probabilities that add up to 1:
#
# $$p_j = \frac{e^{z_j}}{\sum_{i=1}^{k} e^{z_i}} .$$
#
# The loss is the **categorical cross-entropy**: minus the logarithm of the probability that the right class was given. Keras
# has it twice, since labels come in two forms.
#
# | labels | example, class 2 of 3 | shape | loss |
# | --- | --- | --- | --- |
# | integers | `2` | `(n,)` | `sparse_categorical_crossentropy` |
# | one-hot | `[0, 0, 1]` | `(n, k)` | `categorical_crossentropy` |
#
# The two give the same number. Only the labels differ: the word *sparse* means that the zeros are not written down.


# %% tags=["part"]
def softmax_classifier(n_features, n_classes, hidden=(32,), one_hot=False):
    """Build and compile a network that says which class.

    Args:
        n_features: the number of features of an example, an int.
        n_classes: the number of classes, an int.
        hidden: the sizes of the hidden dense layers, in order, each with relu; `()` for none.
        one_hot: whether the labels will be one-hot rows `(n, n_classes)` instead of integers `(n,)`.

    Returns:
        A built and compiled Keras model `(n, n_features)` -> `(n, n_classes)` with softmax outputs. The loss is
        `sparse_categorical_crossentropy`, or `categorical_crossentropy` when `one_hot`; the metric accuracy. Any
        optimizer will do.
    """
    ### BEGIN SOLUTION
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    outputs = keras.layers.Dense(n_classes, activation="softmax")
    model = keras.Sequential([keras.Input((n_features,)), *layers, outputs])
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% [markdown]
# **Pitfalls**
#
# - **Softmax on a single output** is always 1: the model says "yes" to everything, and the loss never moves.
# - **One-hot labels with the sparse loss**, or the other way round. Keras complains about shapes; if it does not, the
#   numbers are nonsense.
# - **`from_logits=True`** tells the loss to apply the sigmoid or softmax itself. Once is right, twice is not.
# - **Accuracy by name.** `metrics=["accuracy"]` chooses the right one of Keras' accuracies by the loss and the shapes.
#   `keras.metrics.Accuracy()` asks whether prediction and label are *equal*, and 0.93 is not equal to 1.

# %% [markdown]
# ### Why features are standardized
#
# Thirteen measurements tell which of three growers a wine comes from. One is the proline, around 750; another the hue,
# around 1. With raw features the scores are ruled by the proline alone, and the optimizer, whose steps are of one size
# for all weights, cannot please both: what is small for the one weight is huge for the other. After
# $x \leftarrow (x - \text{mean}) / \text{standard deviation}$ all features speak equally loud.
#
# Mind *whose* mean: the training data's, for the test data too. Topic 07 comes back to this.

# %% tags=["demo"]
wine_x, wine_x_test = standardized(wine_train, wine_test)
histories = {}
for name, (x, x_test) in {"raw": (wine_train, wine_test), "standardized": (wine_x, wine_x_test)}.items():
    keras.utils.set_random_seed(1)
    model = softmax_classifier(13, 3)
    histories[name] = train(model, x, wine_labels, epochs=12, validation_data=(x_test, wine_test_labels))
    print(f"{name:13} {histories[name].history['val_accuracy'][-1]:.0%} of the test wines are told right")
learning_curves(histories, metrics=["accuracy"], title="Three growers, 13 measurements")

# %% [markdown]
# ### Three regions
#
# Two of the thirteen measurements, so that we can look at it: color intensity and flavanoids. The same network, once with
# integer labels and once with one-hot labels. From the same start they learn the same.

# %% tags=["demo"]
two = wine_x[:, [9, 6]]
figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
for panel, one_hot in zip(panels, (False, True), strict=True):
    keras.utils.set_random_seed(2)
    model = softmax_classifier(2, 3, hidden=(16,), one_hot=one_hot)
    labels = keras.utils.to_categorical(wine_labels, 3) if one_hot else wine_labels
    history = train(model, two, labels, epochs=15)
    regions(panel, model, two, wine_labels, f"one_hot={one_hot}: the loss ends at {history.history['loss'][-1]:.4f}")
    panel.set(xlabel="color intensity", ylabel="flavanoids")
plt.show()

# %% [markdown]
# ## What you have learned
#
# | question | output | loss |
# | --- | --- | --- |
# | how much? | 1, linear | mean squared error |
# | yes or no? | 1, sigmoid | binary cross-entropy |
# | which one? | one per class, softmax | (sparse) categorical cross-entropy |
#
# - Count parameters: $(n + 1) \cdot m$ for a dense layer, $(k_h k_w c + 1) \cdot f$ for a convolution.
# - A loss to train by, a metric to report.
# - Hidden layers need an activation to be worth anything.
# - Standardize the features, by the training data's mean and deviation.
#
# ## References
#
# - Keras guide, [The Sequential model](https://keras.io/guides/sequential_model/), and
#   [Training & evaluation with the built-in methods](https://keras.io/guides/training_with_built_in_methods/).
# - K. Simonyan and A. Zisserman, *Very deep convolutional networks for large-scale image recognition*, 2014
#   ([arXiv:1409.1556](https://arxiv.org/abs/1409.1556)): VGG-16.
# - I. Goodfellow, Y. Bengio and A. Courville, [*Deep Learning*](https://www.deeplearningbook.org), chapter 6: output
#   units and their losses.
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, 2014
#   ([arXiv:1412.6980](https://arxiv.org/abs/1412.6980)).
