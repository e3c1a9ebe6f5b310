# %% [markdown]
# # 04 · Capacity, dropout, regularization, validation · 过拟合与欠拟合
#
# A student can learn the exercises by heart, with all the answers, and fail in the exam. A network can, too. It is called
# **overfitting**: perfect on the examples it has seen, poor on new ones. The opposite is **underfitting**: a network
# too small, or trained too little, to get even the exercises right. What you want lies between the two, and this
# topic is about finding it.
#
# **You will learn**
#
# - to build networks of any capacity, and to see what too little and too much of it does;
# - how dropout works, by writing it, and why survivors are scaled up;
# - what an L2 penalty costs, and what it does to the weights;
# - global average pooling, which saves more parameters than any penalty;
# - to read learning curves, and to name what is wrong;
# - k-fold validation: to choose between settings when data are few, without fooling yourself.
#
# **You need** the models of topic 02 and the cross-entropy of topic 03.

# %% tags=["given"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits, mnist
from course.plots import bars, image_grid, use_style
from course import check

use_style()


# %% tags=["given"]
def train(model, train_data, val_data, steps=60, rate=0.01):
    """Train with Adam on all examples at once; returns a history as `model.fit` does, with one value per step.

    Both accuracies and losses are measured after the step, without dropout; the losses are without penalties. (It does what
    `model.compile` and `model.fit` would do, in less time. Topic 10 shows how such a loop is written.)
    """
    optimizer, variables = keras.optimizers.Adam(rate), model.trainable_variables
    cross_entropy = keras.losses.SparseCategoricalCrossentropy()
    optimizer.build(variables)

    def measure(x, y):
        probabilities = model(x, training=False)
        right = tf.argmax(probabilities, axis=1, output_type=tf.int32) == y
        return cross_entropy(y, probabilities), tf.reduce_mean(tf.cast(right, tf.float32))

    @tf.function
    def step():
        x, y = train_data
        with tf.GradientTape() as tape:
            loss = cross_entropy(y, model(x, training=True)) + sum(model.losses)
        optimizer.apply(tape.gradient(loss, variables), variables)
        return *measure(*train_data), *measure(*val_data)

    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(steps):
        for values, value in zip(history.values(), step(), strict=True):
            values.append(float(value))
    return history


# %% [markdown]
# ## What capacity is
#
# Twelve noisy measurements of a smooth curve, and three polynomials that come as close to the points as they can. The straight
# line cannot follow the bend: it **underfits**. Degree 3 finds the curve. Degree 11 has as many coefficients as
# there are points: it goes through every one, noise and all, and between them it is of no use. It **overfits**.
#
# The richness of what a model *can* express is its **capacity**. More capacity always lowers the error on the points you
# have. The error on points you do not have falls first, and then rises again.

# %% tags=["demo"]
random = np.random.default_rng(4)
x_points = np.linspace(-1, 1, 12)
y_points = np.sin(2.5 * x_points) + random.normal(0, 0.2, 12)
x_fine = np.linspace(-1, 1, 400)
figure, panels = plt.subplots(1, 3, figsize=(10, 3), sharey=True)
names = {1: "degree 1: underfits", 3: "degree 3: fits", 11: "degree 11: overfits"}
for panel, (degree, name) in zip(panels, names.items(), strict=True):
    fitted = np.polynomial.Polynomial.fit(x_points, y_points, degree)
    panel.plot(x_fine, np.sin(2.5 * x_fine), color="C6", linewidth=1, label="the truth")
    panel.plot(x_fine, fitted(x_fine), label="fitted")
    panel.plot(x_points, y_points, "o", color="C1", label="measured")
    panel.set(title=name, ylim=(-1.8, 1.8))
panels[0].legend()
plt.show()

# %% [markdown]
# ## `mlp`: a network of any capacity
#
# For a network, capacity grows with the number of layers and of units. You build a function that makes fully connected classifiers
# of any size, a *multi-layer perceptron*, with two remedies built in that the next parts explain:
#
# ```
# input ─► Dense relu ─► (Dropout) ─► Dense relu ─► (Dropout) ─► … ─► Dense softmax
#            (L2)                       (L2)                             no L2
# ```
#
# - one hidden layer for each entry of `units`; with no entries the network is a linear classifier;
# - a `Dropout` layer after *each* hidden layer when `dropout > 0`, and none at all at 0;
# - an L2 penalty on the **kernels** of the hidden layers when `l2 > 0`. Not on biases: they are few and shift without
#   bending anything. And not on the output layer, which has to be as sure as the data make it.
#
# The model is returned uncompiled: who trains it chooses the optimizer and the loss.


# %% tags=["part"]
def mlp(n_features, n_classes, units, dropout=0.0, l2=0.0):
    """A fully connected classifier with optional dropout and L2 penalty.

    Args:
        n_features: length of an input row.
        n_classes: number of classes.
        units: sizes of the hidden relu layers, a list or tuple of ints; may be empty.
        dropout: rate of the Dropout layer after each hidden layer; no Dropout layers at 0.
        l2: strength of the penalty `l2 * sum(kernel²)` on each hidden kernel (not on biases, not on the output layer); no
            penalty at 0.

    Returns:
        A built, uncompiled Keras model: `(n, n_features)` -> `(n, n_classes)` probabilities, by softmax.
    """
    ### BEGIN SOLUTION
    penalty = keras.regularizers.L2(l2) if l2 > 0 else None
    model = keras.Sequential([keras.Input((n_features,))])
    for size in units:
        model.add(keras.layers.Dense(size, activation="relu", kernel_regularizer=penalty))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
    ### END SOLUTION


# %% [markdown]
# ### Watch it overfit
#
# 120 real digits of 8×8 pixels. To make learning by heart visible, one label in five is **wrong**, as happens where people
# label in a hurry. There is no rule by which these 24 could be learned: who gets them right has memorized them. The 355
# digits for validation all have their true labels.
#
# The large network has 26,000 parameters for 120 examples. Training accuracy goes to 1: every wrong label is known by heart. The
# validation loss falls at first, while the network learns what digits look like, and then it rises, while it
# learns the mistakes.

# %% tags=["demo"]
(x_all, y_all), (x_val, y_val) = digits()
x_all, x_val = x_all.reshape(-1, 64), x_val.reshape(-1, 64)
random = np.random.default_rng(0)
wrong = random.random(len(y_all)) < 0.2
y_sloppy = np.where(wrong, (y_all + random.integers(1, 10, len(y_all))) % 10, y_all).astype("int32")
few, many, validation = (x_all[:120], y_sloppy[:120]), (x_all[:1200], y_sloppy[:1200]), (x_val, y_val)

keras.utils.set_random_seed(1)
large = mlp(64, 10, (128, 128))
runs = {"large network": train(large, few, validation)}
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2))
for panel, name in zip(panels, ("accuracy", "loss"), strict=True):
    panel.plot(runs["large network"][name], label="training: 120 digits, some labels wrong")
    panel.plot(runs["large network"]["val_" + name], "--", label="validation: 355 new digits")
    panel.set(title=name, xlabel="step")
panels[0].legend()
plt.show()

# %% [markdown]
# ## `dropout`: never rely on one neighbor
#
# In each training step, dropout sets each unit to 0 with probability $r$, the **rate**. A unit can no longer count on one
# particular other unit to be there; it has to be useful in whatever company. Seen from afar, every step trains another,
# thinner network, and prediction uses the average of them all.
#
# Zeros make sums smaller: the next layer would see, on average, only $1 - r$ of what it will see when nothing is dropped any
# more. So the survivors are scaled up *while training*; this is called **inverted** dropout:
#
# $$y_i = \begin{cases} 0 & \text{with probability } r \\ x_i / (1 - r) & \text{else} \end{cases}
#   \qquad \mathbb{E}[y_i] = (1-r)\,\frac{x_i}{1 - r} = x_i$$
#
# Then prediction needs no scaling at all: it leaves $x$ as it is.
#
# **Randomness with a memory.** Most random functions remember how often they were called. A *stateless* one does not: the
# same seed gives the same numbers, always, eagerly and in a graph. `tf.random.stateless_uniform(shape, seed=…)` takes
# a pair of ints, so your one seed needs a partner, any constant. An array of uniform numbers in [0, 1), compared
# with the rate, is a mask.


# %% tags=["part"]
def dropout(x, rate, training, seed):
    """Inverted dropout.

    Args:
        x: floating numbers of any shape: a tensor, an array or a list.
        rate: the probability with which an entry is dropped, in `[0, 1)`.
        training: True to drop; False for the identity.
        seed: an int. The same seed drops the same entries (of inputs of one shape), another seed others.

    Returns:
        A float32 tensor of the same shape: each entry independently 0 or `x / (1 - rate)`.

    Raises:
        ValueError: for a rate outside `[0, 1)`.

    By hand: without a ready-made dropout. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    if not 0 <= rate < 1:
        raise ValueError(f"the rate must be at least 0 and below 1, not {rate}")
    x = tf.cast(x, tf.float32)
    if not training:
        return x
    keep = tf.random.stateless_uniform(tf.shape(x), seed=[seed, 4]) >= rate
    return x * tf.cast(keep, tf.float32) / (1 - rate)
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# One digit, dropped out four times at rate 0.5. The survivors are brighter (all five are drawn on the same scale). On the right, the mean of 200 such
# pictures: nearly the digit itself. This is what "scaled so that the mean stays" looks like.

# %% tags=["demo"]
digit = mnist()[0][0][3]
dropped = [dropout(digit, 0.5, True, seed) for seed in range(200)]
pictures = [digit, *dropped[:4], np.mean(dropped, axis=0)]
image_grid([np.asarray(picture) / 2 for picture in pictures], ["a digit", *["dropout"] * 4, "mean of 200"])

# %% [markdown]
# **Pitfalls**
#
# - A rate of 1 would drop everything and divide by 0: it is not allowed.
# - Dropout while measuring. Then predictions tremble, and the validation accuracy is too low. Keras decides by the argument
#   `training`; your function does, too.
# - One mask for all rows of a batch, or for all columns. Every entry draws for itself.

# %% [markdown]
# ## `l2_penalty`: small weights bend less
#
# To pass through every single point, a curve has to bend sharply, and sharp bends need large weights. So add to the loss a
# price for large weights, the sum of their squares:
#
# $$L_{\text{total}} = L + \lambda \sum_{w} w^2$$
#
# The gradient of the penalty is $2 \lambda w$: each step pulls every weight towards 0, in proportion to its size (hence the
# other name, *weight decay*). A weight stays large only if the data insist.
#
# The **strength** $\lambda$ is a dial between overfitting ($\lambda = 0$) and underfitting ($\lambda$ so large that all
# weights die). This is what `keras.regularizers.L2` adds to `model.losses`. `tf.nn.l2_loss` is *half* of the
# sum of squares; mind the difference when you compare strengths between libraries.


# %% tags=["part"]
def l2_penalty(weights, strength):
    """The L2 penalty of several weights.

    Args:
        weights: a list of floating tensors or variables of any shapes; may be empty.
        strength: the factor.

    Returns:
        A float32 scalar: `strength` times the sum of the squares of all entries of all tensors; 0.0 for an empty list.
        Gradients flow through it.
    """
    ### BEGIN SOLUTION
    squares = [tf.reduce_sum(tf.square(tf.cast(weight, tf.float32))) for weight in weights]
    return tf.cast(strength, tf.float32) * sum(squares, tf.constant(0.0))
    ### END SOLUTION


# %% [markdown]
# ### What the penalty does to the weights
#
# The same large network with the penalty, trained on the same sloppy labels. Below the kernels of the two hidden layers, without
# and with: most weights are pushed close to 0, and the sum of squares shrinks to a fraction.

# %% tags=["demo"]
keras.utils.set_random_seed(1)
penalized = mlp(64, 10, (128, 128), l2=0.03)
runs["L2 0.03"] = train(penalized, few, validation)

figure, axis = plt.subplots(figsize=(7, 3))
for model, name in ((large, "no penalty"), (penalized, "L2, strength 0.03")):
    kernels = [weight for weight in model.trainable_weights[:-2] if len(weight.shape) == 2]
    total = float(l2_penalty(kernels, 1.0))
    entries = np.concatenate([np.ravel(kernel) for kernel in kernels])
    axis.hist(entries, np.linspace(-0.4, 0.4, 81), alpha=0.6, label=f"{name}: sum of squares {total:.0f}")
axis.set(title="Hidden weights after training", xlabel="weight", ylabel="how many", yscale="log", ylim=(0.7, 2e5))
axis.legend()
plt.show()

# %% [markdown]
# ## `global_average_pooling`: one number per channel
#
# The third remedy is to have fewer parameters in the first place. A convolutional network ends with a stack of feature
# maps, `(height, width, channels)`: each channel says *where* it saw its feature. A classifier that flattens the maps has a
# weight for every place: "a loop at the upper left" and "a loop one pixel further right" are learned apart.
#
# **Global average pooling** keeps one number per channel, its mean over all places: *how much* of the feature is in the image,
# wherever it is.
#
# $$y_{nc} = \frac{1}{H W} \sum_{i=1}^{H} \sum_{j=1}^{W} x_{nijc}$$
#
# No parameters, no fixed image size, and a much smaller layer behind it. Lin et al. (2013) introduced it for just
# this: as a structural regularizer against overfitting.


# %% tags=["part"]
def global_average_pooling(x):
    """The mean of each channel over height and width.

    Args:
        x: feature maps `(n, h, w, c)`, floating: a tensor, an array or a list.

    Returns:
        A float32 tensor `(n, c)`.

    By hand: without a ready-made pooling. Runs inside `tf.function`.
    """
    ### BEGIN SOLUTION
    return tf.reduce_mean(tf.cast(x, tf.float32), axis=[1, 2])
    ### END SOLUTION


# %% [markdown]
# ### Parameters saved, and places forgotten
#
# The last layer of a classifier for ten classes, behind 64 feature maps of 7×7. And a digit moved about in its image: the mean
# ink is the same at every place, which a flattening layer would have to learn from examples.

# %% tags=["demo"]
moved = np.stack([np.roll(digit, shift, axis=(0, 1)) for shift in ((0, 0), (3, 0), (-3, 4), (2, -4))])
means = global_average_pooling(moved)[:, 0]
image_grid(moved, [f"mean {mean:.4f}" for mean in np.asarray(means)])

# %% tags=["demo"]
bars(
    {"flatten, then dense": 7 * 7 * 64 * 10 + 10, "average, then dense": 64 * 10 + 10},
    ylabel="parameters",
    title="Ten classes behind 64 maps of 7×7",
    form="{:,.0f}",
)

# %% [markdown]
# ## `diagnose`: what is wrong with this network?
#
# Two numbers tell: the accuracy on the training data and on the validation data, at the end of training.
#
# | training | validation | verdict | what helps |
# | --- | --- | --- | --- |
# | low | low | **underfitting** | more units or layers, more training, less regularization |
# | high | much lower | **overfitting** | more data, dropout, L2, a smaller network, stopping earlier |
# | high | nearly as high | **good fit** | |
#
# Look at the training accuracy first. A network that does not even get its exercises right has to be cured of that before
# a gap means anything.
#
# In exact words: *underfitting* when training accuracy is below the target; else *overfitting* when it exceeds
# validation accuracy by more than the gap; else a *good fit*. To reach the target is enough, and a gap of exactly `gap` is
# still fine. Validation may well be the better of the two: that is luck, or easier data, and no overfitting.


# %% tags=["part"]
def diagnose(train_accuracy, val_accuracy, target=0.9, gap=0.05):
    """Name what learning curves show, from their last values.

    Args:
        train_accuracy: training accuracies, one per epoch: a list or an array with one entry or more.
        val_accuracy: validation accuracies, the same.
        target: the training accuracy that is good enough.
        gap: by how much training may exceed validation.

    Returns:
        `"underfitting"` when training ends below `target`; else `"overfitting"` when it exceeds validation by more than `gap`;
        else `"good fit"`.
    """
    ### BEGIN SOLUTION
    training, validation = train_accuracy[-1], val_accuracy[-1]
    if training < target:
        return "underfitting"
    return "overfitting" if training - validation > gap else "good fit"
    ### END SOLUTION


# %% [markdown]
# ### All remedies side by side
#
# The sloppy digits again, with each remedy in turn. With one label in five wrong, the best that an honest network can reach on
# the *training* labels is about 0.8: so the target is 0.75 here, and the gap 0.15. Watch the two lines. Where they part,
# a network is learning by heart. Each remedy brings the lines closer together.
# More data helps most, as nearly always: with 1,200 digits the network is right about the new ones, and *disagrees* with
# the wrong labels it was trained on.

# %% tags=["demo"]
remedies = {
    "dropout 0.5": ((128, 128), {"dropout": 0.5}, few),
    "smaller network": ((12,), {}, few),
    "1,200 digits": ((128, 128), {}, many),
    "far too small": ((3,), {}, few),
}
for name, (units, options, data) in remedies.items():
    keras.utils.set_random_seed(1)
    runs[name] = train(mlp(64, 10, units, **options), data, validation)

figure, panels = plt.subplots(2, 3, figsize=(10, 5.6), sharex=True, sharey=True)
for panel, (name, history) in zip(panels.flat, runs.items(), strict=True):
    training, validated = history["accuracy"], history["val_accuracy"]
    verdict = diagnose(training, validated, target=0.75, gap=0.15)
    panel.plot(training, label="training")
    panel.plot(validated, "--", label="validation")
    worse = np.greater(training, validated)
    panel.fill_between(range(60), training, validated, where=worse, color="C1", alpha=0.15)
    panel.set_title(f"{name}: {verdict}")
    panel.text(59, 0.04, f"validation {validated[-1]:.2f}", ha="right")
panels[0, 0].legend(loc="center right")
panels[0, 0].set(ylabel="accuracy", ylim=(0, 1.03))
panels[1, 0].set(ylabel="accuracy", xlabel="step")
plt.show()

# %% [markdown]
# One more remedy costs nothing: **early stopping**. Keep the weights from the step at which the validation loss was lowest
# (`keras.callbacks.EarlyStopping(restore_best_weights=True)`). And the best of all, inventing more data, is topic 11.

# %% [markdown]
# ## `k_fold`: every example gets to be validated
#
# To choose the dropout rate you compare validation scores. But with few data the validation set is tiny, and its score is
# mostly luck: which 30 examples happened to be in it?
#
# **k-fold validation** takes the luck out. Shuffle, cut into $k$ folds of (nearly) equal size, and train $k$ times: each time
# another fold is held out for validation and the rest is for training. Every example is validated exactly once, and never by a
# network that has trained on it. Report the mean of the $k$ scores, and their spread.
#
# - *Shuffle first*: data often come sorted, and a fold of nothing but zeros validates nothing.
# - *By a seed*: all settings must be compared on the same folds.
# - When $k$ does not divide $n$, sizes differ by one: 10 examples in 4 folds are 3, 3, 2, 2.
# - $k = n$ is allowed: each fold is a single example ("leave one out").


# %% tags=["part"]
def k_fold(n_samples, k, seed):
    """Cut examples into k folds, each of which is the validation set once.

    Args:
        n_samples: the number of examples, an int.
        k: the number of folds, an int from 2 to `n_samples`.
        seed: an int. The same seed gives the same folds.

    Returns:
        A list of `k` pairs `(train_indices, val_indices)` of 1-D integer arrays. The validation sets are disjoint, cover `0 …
        n_samples - 1` and differ in size by one at most; the training set of a pair is all the rest.

    Raises:
        ValueError: for `k < 2` or `k > n_samples`.
    """
    ### BEGIN SOLUTION
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be at least 2 and at most n_samples = {n_samples}, not {k}")
    folds = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    return [(np.concatenate([*folds[:i], *folds[i + 1 :]]), folds[i]) for i in range(k)]
    ### END SOLUTION


# %% [markdown]
# ### See it
#
# 40 examples, 4 folds. Each column is an example, each row one of the four trainings. Every column has exactly one
# orange cell.

# %% tags=["demo"]
table = np.zeros((4, 40))
for row, (_, held_out) in zip(table, k_fold(40, 4, seed=1), strict=True):
    row[held_out] = 1
figure, axis = plt.subplots(figsize=(8, 1.9))
axis.pcolormesh(table, cmap=plt.matplotlib.colors.ListedColormap(["#CFE3F1", "#D55E00"]), edgecolors="white")
axis.set(yticks=np.arange(4) + 0.5, yticklabels=[f"fold {i}" for i in range(4)], xlabel="example", title="held out")
axis.invert_yaxis()
axis.grid(False)
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - Fitting anything on all data before cutting: the mean and the deviation for standardizing, a vocabulary, the choice of features.
#   The held-out fold has then been seen.
# - Choosing a setting by k-fold and reporting its k-fold score as the final result. The best of many scores is lucky by
#   selection; the test set is for the final word.

# %% [markdown]
# ## `best_setting`: choose
#
# The last step is the shortest. Given the scores of each setting, take the one with the highest mean. On a tie prefer the
# one that is more reliable, with the smaller standard deviation: of the scores as they are (the *population*
# standard deviation, divided by $k$), not an estimate for more folds (divided by $k - 1$).
#
# $$\bar s = \frac1k \sum_{i=1}^k s_i \qquad \sigma = \sqrt{\frac1k \sum_{i=1}^k (s_i - \bar s)^2}$$
#
# The settings are the keys of a dict: a rate, a name, a tuple of layer sizes … whatever you tried. Do not compare or
# sort *them*.


# %% tags=["part"]
def best_setting(fold_scores):
    """The setting with the best scores over the folds.

    Args:
        fold_scores: a dict `{setting: [score per fold]}` with one setting or more; the settings are of any hashable type.

    Returns:
        The setting (the key) with the highest mean score; among equal means the one with the smallest population
        standard deviation.
    """
    ### BEGIN SOLUTION
    return max(fold_scores, key=lambda setting: (np.mean(fold_scores[setting]), -np.std(fold_scores[setting])))
    ### END SOLUTION


# %% [markdown]
# ### From underfitting to overfitting, in three folds
#
# Three sizes of the hidden layer, three folds each, on 240 sloppy digits. Thin lines are folds, thick lines their means. 3 units
# underfit, far below. 256 units are best early on and then lose, fold by fold, what they had. The middle
# wins at the end.

# %% tags=["demo"]
settings, curves_of = (3, 16, 256), {}
for size in settings:
    curves_of[size] = []
    for number, (training, held_out) in enumerate(k_fold(240, 3, seed=0)):
        keras.utils.set_random_seed(number)
        data, held_out_data = (x_all[training], y_sloppy[training]), (x_all[held_out], y_all[held_out])
        history = train(mlp(64, 10, (size,)), data, held_out_data)
        curves_of[size].append(history["val_accuracy"])

chosen = best_setting({size: [curve[-1] for curve in folds] for size, folds in curves_of.items()})
figure, axis = plt.subplots(figsize=(7.5, 3.6))
for color, (size, folds) in zip(("C0", "C2", "C1"), curves_of.items(), strict=True):
    for curve in folds:
        axis.plot(curve, color=color, linewidth=0.8, alpha=0.6)
    axis.plot(np.mean(folds, axis=0), color=color, linewidth=3, label=f"{size} units")
axis.set(title=f"Three folds each: best_setting chooses {chosen} units", xlabel="step", ylabel="validation accuracy")
axis.legend()
plt.show()

# %% [markdown]
# ## What you have learned
#
# - Too little capacity underfits, too much learns by heart. Only data that were not trained on can tell.
# - Dropout drops while training and scales the survivors, so that prediction needs no change. L2 pulls weights to 0. Global average
#   pooling removes parameters. More data beats them all.
# - Training accuracy first, then the gap.
# - k-fold scores every example once; compare settings on the same folds; keep the test set for the end.
#
# **Pitfalls once more**: dropout while measuring; penalties on biases; a gap judged while training is still bad; folds without
# shuffling; the best of many validation scores sold as a result.
#
# **To read on**
#
# - N. Srivastava et al., [Dropout: A Simple Way to Prevent Neural Networks from
#   Overfitting](https://jmlr.org/papers/v15/srivastava14a.html), Journal of Machine Learning Research 15, 2014.
# - C. Zhang et al., [Understanding deep learning requires rethinking generalization](https://arxiv.org/abs/1611.03530), 2017:
#   networks that learn random labels by heart.
# - M. Lin, Q. Chen, S. Yan, [Network In Network](https://arxiv.org/abs/1312.4400), 2013: global average pooling, section 3.2.
# - I. Goodfellow, Y. Bengio, A. Courville, [Deep Learning](https://www.deeplearningbook.org/), 2016: section 5.2 on capacity,
#   chapter 7 on regularization.
# - TensorFlow tutorial: [Overfit and underfit](https://www.tensorflow.org/tutorials/keras/overfit_and_underfit).
