# %% [markdown]
# # 03 · Encodings, activations and cross-entropy by hand · 独热编码与交叉熵
#
# A classifier does not say "this is a 7". It says: *7 with probability 0.9, 1 with 0.08, …* To train it we need one
# number that tells how wrong such an answer is. That number is the **loss**, and for classifiers it is nearly
# always the **cross-entropy**. In one line of Keras it is
# `model.compile(loss="sparse_categorical_crossentropy")`; in this topic you find out what that line does, by writing it.
#
# **You will learn**
#
# - two ways to write down a class: as a number, and as a one-hot row;
# - to turn any numbers into probabilities, by sigmoid and softmax, without ever overflowing;
# - what cross-entropy measures, and why it trains where the squared error stands still;
# - why losses are computed *from logits*, and never as the logarithm of a softmax;
# - which of Keras' three cross-entropies fits which labels.
#
# **You need** tensors and broadcasting (01) and the models of topic 02.
#
# **The rule of this topic.** You write the functions by hand: without the losses of Keras and `tf.nn`, without their
# softmax, log-softmax and sigmoid, and without `tf.one_hot`. Everything else of TensorFlow is yours: `tf.exp`,
# `tf.math.log`, `tf.math.softplus`, `tf.reduce_logsumexp`, `tf.gather`, `tf.where`, … Stay with TensorFlow
# operations, for the gradient has to find its way through them.

# %% tags=["given"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import breast_cancer, digits, wine
from course.plots import bars, curves, learning_curves, use_style
from course import check

use_style()


# %% tags=["given"]
def value_and_slope(function, x):
    """A function of a tensor and its derivative, entry by entry, as arrays."""
    x = tf.convert_to_tensor(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return y.numpy(), tape.gradient(y, x).numpy()


def standardized(table):
    """`(x_train, y_train), (x_test, y_test)` of a table of `course.data`, every feature with mean 0 and deviation 1."""
    (x_train, y_train), (x_test, y_test) = table
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    return ((x_train - mean) / deviation, y_train), ((x_test - mean) / deviation, y_test)


def descend(loss, parameters, rate, steps, score):
    """Plain gradient descent on `loss()`; returns `score()` before each step."""
    parameters = [tf.Variable(start, dtype=tf.float32) for start in parameters]

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = loss(*parameters)
        for parameter, slope in zip(parameters, tape.gradient(value, parameters), strict=True):
            parameter.assign_sub(rate * slope)

    scores = []
    for _ in range(steps):
        scores.append(float(score(*parameters)))
        step()
    return scores


# %% [markdown]
# ## `one_hot`: a class is not a quantity
#
# The labels of ten digits are the numbers 0 to 9, the labels of three wine growers 0, 1 and 2. These numbers are
# *names*. Grower 2 is not twice grower 1, and half-way between 0 and 2 there is no grower 1. A network that had to
# predict the number itself would be told that mistaking 0 for 2 is worse than mistaking 0 for 1.
#
# The **one-hot** encoding gives each class an axis of its own. With `depth` classes, label $k$ becomes a row of
# `depth` numbers: 1 at place $k$, and 0 elsewhere:
#
# $$\text{one\_hot}(y)_{ij} = \begin{cases} 1 & y_i = j \\ 0 & \text{else} \end{cases} \qquad j = 0, \dots, \texttt{depth} - 1$$
#
# Now all classes are equally far from each other. And the row can be read as a *distribution*: all of the
# probability lies on the true class. That is what the loss will compare the prediction with.
#
# Read the formula again: it is a comparison of a column of labels with a row of class numbers, and it already says
# what becomes of a label that is no class, such as −1 for "unknown": it equals no $j$, so its row is all zeros.


# %% tags=["part"]
def one_hot(labels, depth):
    """Encode class numbers as rows with a single 1.

    Args:
        labels: class numbers `(n,)`, int32 or int64: a tensor, an array or a list; `n` may be 0.
        depth: the number of classes, an int or an integer scalar.

    Returns:
        A float32 tensor `(n, depth)`: 1.0 at the place of the label, 0.0 elsewhere. A label outside `[0, depth)` gives
        a row of zeros.

    By hand: without `tf.one_hot`. Need not run inside `tf.function`.
    """
    ### BEGIN SOLUTION
    labels = tf.cast(labels, tf.int64)
    classes = tf.range(depth, dtype=tf.int64)
    return tf.cast(labels[:, tf.newaxis] == classes, tf.float32)
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# Sixteen real digits, and below each its one-hot row, standing upright. One light per column: the same as the label,
# said in another way.

# %% tags=["demo"]
(x_digits, y_digits), (x_digits_test, y_digits_test) = digits()
figure, (above, below) = plt.subplots(2, 1, figsize=(8, 4.6), height_ratios=[1, 6])
above.imshow(np.hstack(x_digits_test[:16, ..., 0]), cmap="gray_r", aspect="auto")
above.set_axis_off()
below.imshow(np.transpose(one_hot(y_digits_test[:16], 10)), cmap="Blues", aspect="auto", vmax=1.3)
below.set(xticks=range(16), xticklabels=y_digits_test[:16], yticks=range(10), xlabel="label", ylabel="class")
below.grid(False)
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - Picking rows of an identity matrix is a nice way, but −1 picks the *last* row in NumPy, and 10 of 10 raises an error.
# - `tf.range(depth)` is int32; comparing it with int64 labels fails until one of the two is cast.
#
# When is which encoding used? Integer labels are smaller and never wrong by rounding. One-hot rows can say more: they
# can be *soft*, such as `[0.9, 0.1, 0]` for "very likely class 0". You will need this further down.

# %% [markdown]
# ## `sigmoid` and `softmax`: from any number to a probability
#
# The last dense layer of a network gives any real numbers, called **logits**. Probabilities must lie between 0 and 1.
#
# **Two classes**: one logit $x$ is enough. The sigmoid makes it the probability of class 1:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# **Many classes**: one logit per class. Softmax makes all of them positive by $e^z$, and divides by the sum:
#
# $$\text{softmax}(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# Only *differences* of logits matter: adding the same number $c$ to all of them multiplies numerator and denominator
# by $e^c$, and nothing changes. With two classes and the logits $(x, 0)$, softmax is the sigmoid.
#
# ### Where the formulas break
#
# In float32, $e^{89}$ is already infinite. An untrained network, or features that nobody scaled, reach
# 89 with ease. Then softmax computes $\infty/\infty$, which is NaN, and one NaN is enough: after the next step every
# weight of the network is NaN.
#
# The cure for softmax is the freedom just found. Take $c = -\max_j z_j$: the largest exponent becomes 0, so nothing can
# overflow, and the sum is at least 1, so nothing is divided by 0.
#
# The sigmoid is treacherous. At $x = -10000$ its formula gives $1/(1 + \infty) = 0$, which is right! But the chain rule goes
# through every intermediate result, and there it meets $0 \cdot \infty$: the *gradient* is NaN. Some ways out:
#
# - the identity $\log \sigma(x) = -\text{softplus}(-x)$, with `tf.math.softplus`, $\log(1 + e^x)$, which is built to be stable;
# - the hyperbolic tangent, $\sigma(x) = \frac12\big(1 + \tanh \frac x2\big)$;
# - two formulas, one for each sign of $x$. That one is full of traps: see below.


# %% tags=["part"]
def sigmoid(x):
    """The logistic function 1 / (1 + exp(-x)), entry by entry, stable.

    Args:
        x: floating numbers of any shape: a tensor, an array, a list or a number.

    Returns:
        A float32 tensor of the same shape, in [0, 1]. Values and gradients are right and finite at ±1e4, too.

    By hand: without a ready-made sigmoid. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    return tf.exp(-tf.math.softplus(-x))
    ### END SOLUTION


def softmax(logits, axis=-1):
    """Probabilities from logits along an axis, stable.

    Args:
        logits: floating numbers with one axis or more: a tensor, an array or a list.
        axis: the axis of the classes, an int; it may count from the end.

    Returns:
        A float32 tensor of the same shape, not negative, that adds up to 1 along `axis`. Values and gradients are right and
        finite at ±1e4, too.

    By hand: without a ready-made softmax or log-softmax. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    logits = tf.cast(logits, tf.float32)
    powers = tf.exp(logits - tf.reduce_max(logits, axis=axis, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# On the left the sigmoid by its formula and by yours: no difference to be seen. On the right their derivatives. At
# −44 the dashed line drops to 0, for the chain rule squares $1 + e^{-x}$ on its way. Beyond −89 the derivative is NaN,
# and the network is lost, although its outputs still look perfect.


# %% tags=["demo"]
def naive_sigmoid(x):
    return 1 / (1 + tf.exp(-x))


points = np.linspace(-120, 60, 721)
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2))
for function, name, style in ((sigmoid, "yours", "-"), (naive_sigmoid, "by the formula", "--")):
    for panel, heights in zip(panels, value_and_slope(function, points), strict=True):
        panel.plot(points, heights, style, label=name)
panels[0].set(title="The sigmoid", xlabel="x")
panels[1].set(title="Its derivative, on a logarithmic scale", xlabel="x", yscale="log", ylim=(1e-40, 10))
panels[1].axvspan(-120, -89, color="C1", alpha=0.12)
panels[1].text(-117, 1e-12, "NaN by\nthe formula")
panels[0].legend()
plt.show()

# %% [markdown]
# Softmax has a dial. Divide the logits by a **temperature** $T$ first: below 1 the largest takes it all, above 1 the classes
# come closer to each other. Language models use it to be more or less daring.

# %% tags=["demo"]
logits = np.array([2.0, 1.0, 0.5, -1.0])
figure, axis = plt.subplots(figsize=(7, 3))
for offset, temperature in enumerate((0.3, 1.0, 3.0)):
    axis.bar(np.arange(4) + 0.27 * (offset - 1), softmax(logits / temperature), width=0.25, label=f"T = {temperature}")
axis.set(xticks=range(4), xticklabels=[f"logit {z}" for z in logits], ylabel="probability", title="softmax(logits / T)")
axis.legend()
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `tf.where(x >= 0, 1 / (1 + tf.exp(-x)), tf.exp(x) / (1 + tf.exp(x)))` gives right values, and NaN gradients.
#   `tf.where` chooses between *results*; the gradient still runs through both branches, and $0 \cdot \infty$ is NaN.
# - Using `tf.abs(x)` repairs that, but the derivative of `abs` at 0 is taken as 0: test the gradient at exactly 0,
#   where a fresh network begins. It should be 1/4.
# - Forgetting `keepdims=True`: for square logits broadcasting then subtracts along the wrong axis, without a word.

# %% [markdown]
# ## `binary_crossentropy`: how surprised are you?
#
# The model says: class 1 with probability $p$. Then the truth comes out. If it is class 1, the model had given
# it $p$; if it is class 0, $1 - p$. The loss is the **surprise**, the negative logarithm of the probability that was
# given to what then happened:
#
# $$\ell(y, p) = -\,y \log p \;-\; (1 - y) \log (1 - p)$$
#
# - Sure and right ($p \to 1$, $y = 1$): no surprise, 0.
# - "I don't know" ($p = \frac12$): $\log 2 \approx 0.693$. Remember this number: an untrained classifier of two classes starts there.
# - Sure and wrong: the loss grows without limit.
#
# Why the logarithm? The probability of several independent events is a product, and the logarithm makes it a sum.
# Minimizing the mean surprise is choosing the model under which the data are most probable: maximum likelihood.
#
# The mean runs over all entries. Since $\log 0 = -\infty$, Keras first **clips** the probabilities to
# $[10^{-7}, 1 - 10^{-7}]$, and so do you. A single surprise is then at most $-\log 10^{-7} \approx 16.1$. (In float32
# the nearest number to $1 - 10^{-7}$ is 0.99999988, and $-\log(1 - p)$ ends at 15.9. That is fine.)


# %% tags=["part"]
def binary_crossentropy(labels, probabilities):
    """Mean cross-entropy of two classes.

    Args:
        labels: 0 or 1, or anything between (soft labels), floating or integer, of any shape.
        probabilities: the predicted probabilities of class 1, of the same shape.

    Returns:
        A float32 scalar: the mean of `-y log p - (1 - y) log(1 - p)` over all entries, with the probabilities clipped
        to `[1e-7, 1 - 1e-7]`.

    By hand: without a ready-made loss. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    y = tf.cast(labels, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))
    ### END SOLUTION


# %% [markdown]
# ### Why not the squared error?
#
# $(y - p)^2$ is also 0 when right and large when wrong. But look at what gradient descent sees: the slope
# with respect to the logit $x$, with $p = \sigma(x)$ and $y = 1$.
#
# $$\frac{\partial}{\partial x}\,\ell(1, \sigma(x)) = p - 1, \qquad
#   \frac{\partial}{\partial x}\,(1 - \sigma(x))^2 = -2\,(1 - p)\,p\,(1 - p)$$
#
# For a confidently wrong answer, $p \to 0$, the cross-entropy pulls with full force, −1. The squared error pulls with
# a force of nearly 0: its slope has the factor $p$. The worse the mistake, the less there is to learn from it.
#
# Below: the two slopes, and two classifiers of tumors (real data, 456 cell samples, 30 features). Both start with the same
# weights, exactly the wrong way round, and descend at the same rate.


# %% tags=["demo"]
def squared_error(labels, probabilities):
    return tf.reduce_mean(tf.square(tf.cast(labels, tf.float32) - probabilities))


(x_cells, y_cells), _ = standardized(breast_cancer())


def tumor_accuracy(weights, bias):
    return np.mean((sigmoid(x_cells @ weights.numpy() + bias) > 0.5) == y_cells)


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
points = np.linspace(-8, 8, 161)
for loss, name in ((binary_crossentropy, "cross-entropy"), (squared_error, "squared error")):
    _, slopes = value_and_slope(lambda x, loss=loss: tf.stack([loss(1.0, sigmoid(z)) for z in tf.unstack(x)]), points)
    left.plot(points, slopes, label=name)
    accuracies = descend(
        lambda w, b, loss=loss: loss(y_cells, sigmoid(tf.linalg.matvec(x_cells, w) + b)),
        [np.ones(30), 0.0],  # large nuclei are malignant (0): these weights say the opposite
        rate=0.3,
        steps=250,
        score=tumor_accuracy,
    )
    right.plot(accuracies, label=name)
left.set(title="Slope of the loss, true class 1", xlabel="logit: confidently wrong … confidently right")
right.set(title="Starting from the wrong way round", xlabel="step", ylabel="training accuracy", ylim=(0, 1.02))
left.legend()
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - Labels `(n,)` and predictions `(n, 1)`: broadcasting quietly makes an $n \times n$ table of losses. Give both the same
#   shape.
# - Clipping protects the loss from infinity, but where it clips, the gradient is 0. That is why serious code works from
#   logits: see below.
# - Integer labels have to be cast: `1 - y` and `y * …` do not mix dtypes.

# %% [markdown]
# ## `categorical_crossentropy`: a whole distribution as target
#
# With $K$ classes the target is a row $t$ (one-hot, or soft) and the prediction a row $p$. The cross-entropy is the mean surprise
# of somebody who expects $p$ while the world follows $t$:
#
# $$H(t, p) = -\sum_{k=1}^{K} t_k \log p_k$$
#
# Sum over the classes, then mean over the batch. For a one-hot target only one term is left, $-\log p_{\text{true}}$.
# An untrained network starts near $\log K$: 2.30 for ten classes. A first loss far above it tells you that the
# network is confidently wrong from the start; look at the scale of your inputs.
#
# The clipping is the same as before. The probabilities are otherwise taken as they are: rows that do not add up to 1
# are not rescaled. (Keras' function of this name does rescale. Ours is simpler, and shows mistakes instead of hiding
# them.)


# %% tags=["part"]
def categorical_crossentropy(targets, probabilities):
    """Mean cross-entropy between target and predicted distributions.

    Args:
        targets: `(n, classes)`, floating: one-hot rows, or soft ones.
        probabilities: `(n, classes)`, floating: the predicted rows.

    Returns:
        A float32 scalar: `-t log p` summed over the classes, mean over the batch. The probabilities are clipped to
        `[1e-7, 1 - 1e-7]` and not rescaled.

    By hand: without a ready-made loss. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    targets = tf.cast(targets, tf.float32)
    p = tf.clip_by_value(tf.cast(probabilities, tf.float32), 1e-7, 1 - 1e-7)
    return -tf.reduce_mean(tf.reduce_sum(targets * tf.math.log(p), axis=-1))
    ### END SOLUTION


# %% [markdown]
# ### What a soft target asks for
#
# Two classes, and a target that gives class 0 the probability $t$. Which prediction $p$ has the least loss? The one that
# *equals* the target: each curve is lowest at $p = t$. How low? As low as the entropy of the target itself:
# what is uncertain in the world, no model can know.
#
# With a hard target, $t = 1$, the loss keeps falling until $p = 1$, and a network drives its logits towards infinity to
# get there. **Label smoothing** trains with 0.9 instead of 1 and shares the rest among the other classes: being
# overconfident then costs something.

# %% tags=["demo"]
p = np.linspace(0.005, 0.995, 199)
predictions = np.stack([p, 1 - p], axis=1)
losses = {
    f"t = {t}": [categorical_crossentropy([[t, 1 - t]], row[np.newaxis]) for row in predictions]
    for t in (1.0, 0.9, 0.5)
}
curves(losses, x=p, xlabel="predicted probability p of class 0", ylabel="loss", title="Lowest where p equals t")

# %% [markdown]
# ## `sparse_categorical_crossentropy`: from logits, in one go
#
# *Sparse* means: the labels are class numbers, not one-hot rows. The loss is $-\log \text{softmax}(z)_y$, where $y$
# is the label. The obvious way, softmax first and then the logarithm, is a bad one: softmax rounds small
# probabilities to 0, and $\log 0 = -\infty$. Clipping prevents the infinity, and stops the learning: a clipped
# value has no gradient, just where the network is most wrong.
#
# Do the algebra before the arithmetic. The logarithm of a quotient is a difference, and the logarithm undoes
# the exponential:
#
# $$-\log \frac{e^{z_y}}{\sum_j e^{z_j}} \;=\; \log \sum_j e^{z_j} \;-\; z_y$$
#
# The first term is **log-sum-exp**, a soft maximum. It has its own trick, the same shift as in softmax:
# $\log \sum_j e^{z_j} = m + \log \sum_j e^{z_j - m}$ with $m = \max_j z_j$; `tf.reduce_logsumexp` does it. What comes
# out is right for logits of any size, and its gradient is as simple as can be:
#
# $$\frac{\partial \ell}{\partial z} = \text{softmax}(z) - \text{one\_hot}(y)$$
#
# Predicted minus true. This is what `from_logits=True` means in Keras, and why a model's last layer is often left
# without a softmax.


# %% tags=["part"]
def sparse_categorical_crossentropy(labels, logits):
    """Mean cross-entropy of class numbers and logits, by log-sum-exp.

    Args:
        labels: class numbers `(n,)` from 0 to classes - 1, int32 or int64: a tensor, an array or a list.
        logits: `(n, classes)`, floating: scores before any softmax.

    Returns:
        A float32 scalar: `-log softmax(logits)[label]`, mean over the batch. Values and gradients are right and finite at logits of
        ±1e4, too.

    By hand: without a ready-made loss, softmax or log-softmax. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    labels, logits = tf.cast(labels, tf.int32), tf.cast(logits, tf.float32)
    of_label = tf.gather(logits, labels, axis=-1, batch_dims=1)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=-1) - of_label)
    ### END SOLUTION


# %% [markdown]
# ### A bad start, three formulas
#
# 500 real digits, a linear classifier, pixels left at 0 to 16 and starting weights that are a little too large: the first
# logits lie around ±20, some beyond ±50. The same gradient descent with three ways to write the same loss. Without clipping
# the first step makes every weight NaN. With clipping the loss stays finite, but the digits that are wrong the most have
# no gradient, and stay wrong for ever. From logits, it simply learns.

# %% tags=["demo"]
pixels, names = 16 * x_digits[:500].reshape(-1, 64), y_digits[:500]
start = np.random.default_rng(3).normal(size=(64, 10)) * 0.3


def digit_accuracy(weights):
    return np.mean(np.argmax(pixels @ weights.numpy(), axis=1) == names)


true_rows = one_hot(names, 10)
ways = {
    "from logits": lambda w: sparse_categorical_crossentropy(names, pixels @ w),
    "softmax, clip, log": lambda w: categorical_crossentropy(true_rows, softmax(pixels @ w)),
    "softmax, log": lambda w: -tf.reduce_mean(tf.reduce_sum(true_rows * tf.math.log(softmax(pixels @ w)), axis=-1)),
}
accuracies = {name: descend(loss, [start], 0.1, 80, digit_accuracy) for name, loss in ways.items()}
curves(accuracies, xlabel="step", ylabel="training accuracy", title="The same loss, written in three ways")

# %% [markdown]
# **Pitfalls**
#
# - Giving probabilities to a loss that wants logits. Nothing fails: softmax of a softmax is a distribution too, a very flat one. The
#   network learns, badly. In Keras a softmax output goes with `from_logits=False` (the default), no activation with
#   `from_logits=True`.
# - `logits[labels]` picks *rows*. What you want is one entry of each row: `tf.gather` with `batch_dims=1`, or a sum over
#   logits times one-hot.

# %% [markdown]
# ## `choose_loss`: which name for which labels
#
# Keras has the three losses ready, by name. Which one fits follows from how many classes there are and how the labels
# are written down:
#
# | classes | labels | output layer | loss |
# | --- | --- | --- | --- |
# | 2 | 0 or 1, `"binary"` | 1 unit, sigmoid | `binary_crossentropy` |
# | 2 or more | class numbers, `"integer"` | one unit per class, softmax | `sparse_categorical_crossentropy` |
# | 2 or more | rows, `"one_hot"` | one unit per class, softmax | `categorical_crossentropy` |
#
# Two classes may be treated either way: with one sigmoid, or with two softmax outputs. Everything else is a mistake, and
# a good function says so at once: what was wrong, and what would have been allowed.


# %% tags=["part"]
def choose_loss(n_classes, encoding):
    """The name of the Keras loss that fits the labels.

    Args:
        n_classes: the number of classes, 2 or more.
        encoding: `"binary"` (2 classes, one sigmoid output), `"integer"` or `"one_hot"` (a softmax output per class).

    Returns:
        A string that `model.compile(loss=…)` takes.

    Raises:
        ValueError: for `"binary"` with more than 2 classes, for fewer than 2 classes, for another encoding. The message
            says what was wrong and what is allowed.
    """
    ### BEGIN SOLUTION
    names = {
        "binary": "binary_crossentropy",
        "integer": "sparse_categorical_crossentropy",
        "one_hot": "categorical_crossentropy",
    }
    if encoding not in names:
        raise ValueError(f"unknown encoding {encoding!r}: it must be one of {', '.join(map(repr, names))}")
    if n_classes < 2:
        raise ValueError(f"cannot classify with n_classes={n_classes}: there must be 2 classes or more")
    if encoding == "binary" and n_classes != 2:
        raise ValueError(f"'binary' is for 2 classes, not {n_classes}: use 'integer' or 'one_hot'")
    return names[encoding]
    ### END SOLUTION


# %% [markdown]
# ### One network, two encodings
#
# 144 wines of three growers, a small network, the same start. Once with class numbers, once with your one-hot rows. The two
# curves lie on each other: it is the same loss. Choose what suits your data.


# %% tags=["demo"]
(x_wine, y_wine), _ = standardized(wine())


def train(encoding, encode):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((13,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(3, "softmax")],
    )
    model.compile(keras.optimizers.Adam(0.01), choose_loss(3, encoding), metrics=["accuracy"])
    return model.fit(x_wine, encode(y_wine), epochs=12, verbose=0)


histories = {"integer": train("integer", np.asarray), "one-hot": train("one_hot", lambda labels: one_hot(labels, 3))}
learning_curves(histories)

# %% [markdown]
# And where does a loss begin? Your functions say what a network that knows nothing has to pay.

# %% tags=["demo"]
clueless = {f"{n} classes": sparse_categorical_crossentropy([0], np.zeros((1, n))) for n in (2, 3, 10, 100, 1000)}
bars(clueless, ylabel="loss of equal logits", title="log K: the price of knowing nothing")

# %% [markdown]
# ## What you have learned
#
# - Class numbers are names; one-hot rows are distributions, and may be soft.
# - Sigmoid for one logit, softmax for many. Only differences of logits matter, and so the largest can be moved to 0.
# - Cross-entropy is the mean surprise. Its slope in the logits is *predicted minus true*: it never goes to sleep when wrong.
# - Compute losses from logits: log-sum-exp minus the label's logit.
# - The labels decide about the loss: one sigmoid and 0/1, softmax and class numbers, softmax and rows.
#
# **Pitfalls once more**: the gradient at ±1e4 and at 0; `(n,)` against `(n, 1)`; a softmax too many; labels of another
# dtype; a first loss that is far from $\log K$.
#
# **To read on**
#
# - I. Goodfellow, Y. Bengio, A. Courville, [Deep Learning](https://www.deeplearningbook.org/), 2016: section 4.1 on overflow, 6.2.2 on
#   output units and their losses.
# - C. Bishop, *Pattern Recognition and Machine Learning*, 2006: sections 4.2 and 4.3, where sigmoid and softmax come from.
# - P. Blanchard, D. J. Higham, N. J. Higham, [Accurately computing the log-sum-exp and softmax
#   functions](https://doi.org/10.1093/imanum/draa038), IMA Journal of Numerical Analysis 41(4), 2021.
# - C. Szegedy et al., [Rethinking the Inception Architecture for Computer Vision](https://arxiv.org/abs/1512.00567),
#   2016: section 7, label smoothing.
# - Keras: [Probabilistic losses](https://keras.io/api/losses/probabilistic_losses/).
