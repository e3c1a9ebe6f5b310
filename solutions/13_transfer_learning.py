# %% [markdown]
# # 13 · Transfer learning · 迁移学习与微调
#
# A network that has learned to tell cats from dogs knows more than cats and dogs. Its first layers know edges and
# corners, the next ones textures and parts. Only the last layer knows the pets. Who wants to tell screws from nails
# can keep all but that last layer, and needs a hundred photographs instead of a million.
#
# This is **transfer learning**: take a **base** that somebody trained on a large task, put a new **head** on it, and
# train the head on your small task. Then, maybe, **fine-tune** the uppermost layers of the base, carefully.
#
# **You will learn**
#
# - to freeze a base, and what frozen means for batch normalization, whose statistics are not trained at all;
# - to put a new head on it, with the base in inference mode;
# - to compute the features of a frozen base once, instead of once per epoch;
# - to unfreeze its top, and just that;
# - the two stages of transfer, in the right order and at the right rates.
#
# **You need** convolutional networks (topic 06), batch normalization (topic 07), and `model.fit`.

# %% tags=["given"]
import os
import time
from pathlib import Path

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # faster convolutions; has to be set before TensorFlow is imported

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import DataUnavailable, mnist, pretrained_base
from course.plots import PALETTE, image_grid, learning_curves, use_style
from course import check

use_style()


# %% tags=["given"]
def digits_from_five(n_train=400):
    """The digits 5 to 9 of MNIST with labels 0 to 4: `n_train` images to learn from, and 500 to test on."""
    (x_train, y_train), (x_test, y_test) = mnist()
    train, test = np.flatnonzero(y_train >= 5)[:n_train], np.flatnonzero(y_test >= 5)
    return (x_train[train], y_train[train] - 5), (x_test[test], y_test[test] - 5)


def few_of_each(labels, n_each, seed):
    """Indices of `n_each` random examples of every class."""
    random = np.random.default_rng(seed)
    return np.concatenate(
        [random.choice(np.flatnonzero(labels == c), n_each, replace=False) for c in np.unique(labels)]
    )


(x_train, y_train), (x_test, y_test) = digits_from_five()

# %% [markdown]
# ## The base, and a task that it does not know
#
# `pretrained_base()` comes with the course: four convolutions with batch normalization, which somebody trained to tell
# the digits **0 to 4** apart, and then cut off the head. It maps an image to 7×7 places with 64 features each.
#
# Our task are the digits **5 to 9**. The base has never seen one of them.

# %% tags=["demo"]
base = pretrained_base()
base.summary()
image_grid(x_train[:16], y_train[:16] + 5, title="What the base has never seen")

# %% [markdown]
# ## `freeze`: what is learned stays
#
# A fresh head knows nothing. Its first gradients are large and point anywhere; let them through to the base, and
# within a few steps they ruin what took somebody days to train. So the base is **frozen**: the optimizer does not
# get to see its weights.
#
# Keras' switch is `layer.trainable`. Set it on a model, and it is handed down to all of its layers, and to theirs.
#
# One kind of layer deserves a second look. **Batch normalization** has two weights that are trained, $\gamma$ and
# $\beta$, and two that are *not*: the moving mean and variance. No gradient reaches these. They change whenever the
# layer runs in training mode:
#
# $$\text{moving mean} \leftarrow m \cdot \text{moving mean} + (1 - m) \cdot \text{mean of the batch}$$
#
# To hide $\gamma$ and $\beta$ from the optimizer does not stop that. Keras therefore gives `trainable = False` a
# second meaning for this one layer: a frozen batch normalization runs in inference mode, whatever `training` says.


# %% tags=["part"]
def freeze(base):
    """Freeze a base throughout: all of its layers, and all of theirs.

    Args:
        base: a Keras model.

    Returns:
        The same model. No weight of it is trainable, and no moving statistic changes any more, not even when it is
        called with `training=True`.
    """
    ### BEGIN SOLUTION
    base.trainable = False
    return base
    ### END SOLUTION


# %% tags=["demo"]
def how_far_it_moves(base):
    """The largest change of a weight, after a call in training mode on the new digits."""
    before = base.get_weights()
    base(x_train[:64], training=True)
    return max(np.abs(one - other).max() for one, other in zip(before, base.get_weights(), strict=True))


print(f"not frozen: {how_far_it_moves(pretrained_base()):.3f}")
print(f"frozen:     {how_far_it_moves(freeze(pretrained_base())):.3f}")

# %% [markdown]
# **Pitfalls**
#
# - To walk through `base.layers` and skip some of them. A single call of the unfrozen base in training mode moves its
#   statistics towards the new data, and nothing warns you.
# - To switch `trainable` after `compile`: a compiled model goes on training what it was compiled for. Compile again.

# %% [markdown]
# ## `classifier_on`: a new head
#
# The base returns a map: `(n, 7, 7, 64)`. **Global average pooling** takes the mean over all places, and leaves 64
# numbers per image, *how much of every feature there is*. One dense layer with softmax makes classes of them. That is
# a head with 65 weights per class, few enough to learn from a handful of images.
#
# $$f(x) = \operatorname{softmax}\Big(W^\top \frac1{hw} \sum_{i,j} \text{base}(x)_{ij} + b\Big)$$
#
# Call the base with **`training=False`**: it is to be in inference mode. That is Keras' own idiom, and it says what you
# mean. Do not rely on it alone, though. When a functional model is called with `training=True`, as `fit` does, Keras 3
# hands this down to its layers and overrides what you wrote. The batch normalization of the base is safe all the same,
# because it is frozen (that second meaning again). Dropout in a base would wake up. If that matters, wrap the base:
#
# ```python
# class Quiet(keras.layers.Layer):
#     def __init__(self, base):
#         super().__init__()
#         self.base = base
#
#     def call(self, images):
#         return self.base(images, training=False)
# ```


# %% tags=["part"]
def classifier_on(base, n_classes):
    """A frozen base with a new head: global average pooling and a dense softmax.

    Args:
        base: a Keras model from images `(batch, h, w, c)` to a map of features `(batch, h', w', channels)`. It is
            frozen, and becomes a part of the new model.
        n_classes: number of classes.

    Returns:
        A Keras model, built, from images to probabilities `(batch, n_classes)`. The base is called with
        `training=False`; its moving statistics do not change when the model is called with `training=True`. Only the
        kernel and the bias of the dense layer are trainable. Compiled or not, as you like.
    """
    ### BEGIN SOLUTION
    inputs = keras.Input(base.input_shape[1:])
    features = freeze(base)(inputs, training=False)
    pooled = keras.layers.GlobalAveragePooling2D()(features)
    return keras.Model(inputs, keras.layers.Dense(n_classes, activation="softmax")(pooled))
    ### END SOLUTION


# %% tags=["demo"]
model = classifier_on(pretrained_base(), 5)
trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
print(f"{model.count_params():,} parameters, {trainable:,} of them trainable")

# %% [markdown]
# **Pitfalls**
#
# - A copy of the base (`keras.models.clone_model`) has the layers, but not what they learned.
# - `Flatten` instead of pooling: 49 times as many weights to learn from the same few images.

# %% [markdown]
# ## `bottleneck_features`: compute once, train often
#
# A frozen base gives the same features for an image in every epoch. Why compute them in every epoch? Run all images
# through the base **once**, keep the pooled features (64 numbers instead of 784 pixels), and train the head on those:
# a tiny network with tiny inputs, whose epochs take no time at all.
#
# The price: each image has one set of features, so there is no random augmentation (topic 11), and the base cannot
# be fine-tuned in this way. For a first answer within seconds, nothing is better.


# %% tags=["part"]
def bottleneck_features(base, images, batch_size=32):
    """What a frozen base knows about images: its map of features, averaged over all places.

    Args:
        base: a Keras model from images to maps `(batch, h', w', channels)`; it runs in inference mode, once for each
            image and on at most `batch_size` of them at a time, and is not changed.
        images: `(n, h, w, c)`, floating; `n` need not be a multiple of `batch_size`.
        batch_size: images per call of the base.

    Returns:
        float32 features `(n, channels)`, in the order of the images.
    """
    ### BEGIN SOLUTION
    images = tf.cast(images, tf.float32)
    pooled = []
    for first in range(0, images.shape[0], batch_size):
        features = base(images[first : first + batch_size], training=False)
        pooled.append(tf.reduce_mean(features, axis=[1, 2]))
    return tf.concat(pooled, axis=0)
    ### END SOLUTION


# %% [markdown]
# Does a base that knows 0 to 4 know anything about 5 to 9? Look at the two directions in which the test images differ
# most (their first two principal components), once by their pixels, once by their features.

# %% tags=["demo"]
start = time.perf_counter()
features, test_features = bottleneck_features(base, x_train, 64), bottleneck_features(base, x_test, 64)
print(f"{len(x_train) + len(x_test)} images through the base, once: {time.perf_counter() - start:.1f} s")

figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.6))
for panel, (name, points) in zip(
    panels, (("pixels", x_test.reshape(500, -1)), ("features", test_features)), strict=True
):
    centered = np.asarray(points) - np.mean(points, axis=0)
    directions = np.linalg.svd(centered, full_matrices=False)[2][:2]
    for c in range(5):
        panel.scatter(*(centered[y_test == c] @ directions.T).T, s=9, color=PALETTE[c], label=str(c + 5))
    panel.set(title=f"The digits 5 to 9 by their {name}", xticks=[], yticks=[])
panels[1].legend(markerscale=2, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown]
# In two dimensions neither is sorted out. But nobody told the base about these digits, and yet its features keep them
# in regions of their own: they are about strokes and bends, and not just about the five digits of its own task. What
# counts is what a head can make of all 64.

# %% [markdown]
# ## `unfreeze_top`: how much may learn again
#
# The features of the base were made for another task. The lowest layers (edges) serve every task; the uppermost ones
# are the most specialized. If there are enough images, let these few adapt: **fine-tuning**.
#
# So `unfreeze_top(base, 2)` lets the last two layers *with weights* train, and nothing else. The rules:
#
# - Pooling, activations and dropout have no weights: they do not count.
# - A **batch normalization** counts as one, but **stays frozen**, wherever it is. Its statistics come from the large
#   task; a few small batches would only spoil them.
# - A **nested model** (a block that is a model of its own) counts as one. When it is among the last, all of it
#   trains, but for the batch normalization in it.
# - 0 freezes everything.
#
# The last convolution of our base comes with its batch normalization: so the last layer with weights is `bn4`, the
# one before it `conv4`.


# %% tags=["part"]
def unfreeze_top(base, n_layers):
    """Let only the last layers of a base train.

    Args:
        base: a Keras model, frozen or not.
        n_layers: how many of the layers with weights, counted from the end, 0 or more. Batch normalization counts as
            one, and stays frozen; a nested model counts as one, and the batch normalization in it stays frozen, too.

    Returns:
        The number of parameters of the base that train now: an int.

    Raises:
        ValueError: when the base has fewer layers with weights than `n_layers`.
    """
    ### BEGIN SOLUTION
    layers = [layer for layer in base.layers if layer.weights]
    if n_layers > len(layers):
        raise ValueError(f"n_layers is {n_layers}, but the base has only {len(layers)} layers with weights")
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in layers[len(layers) - n_layers :]:
        _thaw(layer)
    return sum(int(np.prod(weight.shape)) for weight in base.trainable_weights)
    ### END SOLUTION


### BEGIN SOLUTION
def _thaw(layer):
    """Let a layer train, and all that is in it, except for batch normalization."""
    layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for inner in getattr(layer, "layers", []):
        _thaw(inner)


### END SOLUTION

# %% tags=["demo"]
for n_layers in range(5):
    print(f"the last {n_layers}: {unfreeze_top(pretrained_base(), n_layers):>7,} parameters train")
try:
    unfreeze_top(base, 20)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# **Pitfalls**
#
# - `layers[-n_layers:]` with 0 is not the empty list. It is the whole list.
# - A layer in a model whose own switch is off: `base.trainable = False` first and `layer.trainable = True` afterwards
#   leaves `base.trainable_weights` empty. Open the outer switch first, then close what is to stay frozen.
# - Keras hands a switch down only when it changes: `base.trainable = True` on a base that is open already does not
#   reopen layers that were closed one by one. Set each layer, and you need not know what was before.
# - `len(base.trainable_weights)` counts arrays, not parameters.

# %% [markdown]
# ## `transfer`: the two stages
#
# 1. **Head.** Base frozen, new head, a usual learning rate.
# 2. **Fine-tuning.** Unfreeze the top, *compile again*, and go on at **a tenth of the rate, or less**: now we want
#    small corrections of good weights.
#
# The order matters: in the other order, the chaos of the fresh head would flow through the unfrozen layers.
#
# The two calls of `fit` return a history each. Join them, epoch after epoch. (A stage of 0 epochs is allowed and
# leaves nothing in it; Keras' history then lacks the keys. A dataset brings its own order: `fit(…, shuffle=False)`
# spares you a warning.)


# %% tags=["part"]
def transfer(base, train_data, val_data, n_classes, head_epochs, tune_epochs, n_layers):
    """Train a classifier on a base: the head first, then the head and the top of the base.

    Args:
        base: a Keras model from images to maps of features.
        train_data: a `tf.data.Dataset` of batches `(images, labels)` with integer labels `(n,)`, for `model.fit`.
        val_data: the same, for validation after each epoch.
        n_classes: number of classes.
        head_epochs: epochs of the first stage, in which the base is frozen; may be 0.
        tune_epochs: epochs of the second stage, in which the last `n_layers` layers of the base train as well (as in
            `unfreeze_top`), at a tenth of the first stage's learning rate or less; may be 0.
        n_layers: how many layers of the base to fine-tune.

    Returns:
        `(model, history)`: the model as it was last compiled, and a dict of `loss`, `accuracy`, `val_loss` and
        `val_accuracy`, lists of `head_epochs + tune_epochs` floats, one for every epoch of both stages.
    """
    ### BEGIN SOLUTION
    model = classifier_on(base, n_classes)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epochs, n_trained, rate in ((head_epochs, 0, 1e-2), (tune_epochs, n_layers, 3e-4)):
        unfreeze_top(base, n_trained)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        stage = model.fit(train_data, validation_data=val_data, epochs=epochs, shuffle=False, verbose=0)
        for key, values in history.items():
            values.extend(stage.history.get(key, []))
    return model, history
    ### END SOLUTION


# %% tags=["demo"]
keras.utils.set_random_seed(13)
chosen = few_of_each(y_train, 30, seed=0)
train_data = tf.data.Dataset.from_tensor_slices((x_train[chosen], y_train[chosen])).shuffle(150, seed=0).batch(15)
val_data = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(250)

base = pretrained_base()
tuned, history = transfer(base, train_data, val_data, 5, head_epochs=6, tune_epochs=6, n_layers=4)
for name, epoch in (("head", 5), ("fine-tuned", -1)):
    print(f"{name:11} accuracy on the test images {history['val_accuracy'][epoch]:.3f}")
learning_curves(history, title="150 images of new digits", marks={"fine-tuning": 6})

# %% [markdown]
# The first stage levels off at what the borrowed features can tell. The second one bends the uppermost layers towards
# the new digits. And the lower layers? They must not have moved at all, not even their moving statistics:

# %% tags=["demo"]
for before, after in zip(pretrained_base().layers, base.layers, strict=True):
    moved = [np.abs(one - other).max() for one, other in zip(before.get_weights(), after.get_weights(), strict=True)]
    if moved:
        print(f"{after.name:6} moved by at most {max(moved):.4f}")

# %% [markdown]
# ## What transfer is worth
#
# Now the question that matters: with 2 or 10 images of each digit, what is the borrowed base good for? Three ways:
#
# - a **head on the frozen base**, which learns from bottleneck features and is done within a second;
# - the same head and base, **fine-tuned** for 60 more steps: all but the lowest convolution train;
# - the same network **from scratch**, with all its 60,000 weights to learn.
#
# A comparison is worth as much as its weakest competitor is. The network from scratch has the same layers, the same
# images, a learning rate that suits it, and 100 steps: enough, since twice as many do not make it better. And luck
# plays a part when examples are few: everything is done with three draws of images. The bars show the mean and the
# standard deviation.


# %% tags=["given"]
def small_head(n_features, n_classes):
    """Only the head, for features that are there already."""
    return keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(n_classes, activation="softmax")])


def whole(base, n_classes):
    """A base with a head, whatever of the base trains."""
    head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(n_classes, activation="softmax")]
    return keras.Sequential([keras.Input(base.input_shape[1:]), base, *head])


def train_on_few(model, start, train, test, steps, rate):
    """Train from `n` images of each class, with several seeds, for `steps` batches of 15.

    `start(n, seed)` gives the weights to begin with. Returns `{(n, seed): (test accuracy, trained weights)}`.
    """
    (x, y), found = train, {}
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.build(model.trainable_variables)
    fresh = [variable.numpy() for variable in model.optimizer.variables]
    for n in (2, 10):
        for seed in (0, 1, 2):
            keras.utils.set_random_seed(seed)
            model.set_weights(start(n, seed))  # start again, without tracing again
            for variable, value in zip(model.optimizer.variables, fresh, strict=True):
                variable.assign(value)
            chosen = few_of_each(y, n, seed)
            some = tf.data.Dataset.from_tensor_slices((x[chosen], y[chosen])).repeat().shuffle(100, seed).batch(15)
            model.fit(some, epochs=1, steps_per_epoch=steps, shuffle=False, verbose=0)
            found[n, seed] = model.evaluate(*test, batch_size=250, verbose=0)[1], model.get_weights()
    return found


# %% tags=["demo"]
on_features = (features.numpy(), y_train), (test_features.numpy(), y_test)
on_images = (x_train, y_train), (x_test, y_test)
heads = train_on_few(
    small_head(64, 5), lambda n, seed: small_head(64, 5).get_weights(), *on_features, steps=100, rate=2e-2
)

base = pretrained_base()
learned = base.get_weights()
unfreeze_top(base, 6)
tuned = train_on_few(whole(base, 5), lambda n, seed: learned + heads[n, seed][1], *on_images, steps=60, rate=2e-3)


def from_scratch():
    return whole(keras.models.clone_model(pretrained_base()), 5)


scratch = train_on_few(from_scratch(), lambda n, seed: from_scratch().get_weights(), *on_images, steps=100, rate=1e-3)

figure, panel = plt.subplots(figsize=(6.4, 3.4))
ways = {"head on the frozen base": heads, "fine-tuned": tuned, "from scratch": scratch}
for shift, (name, found) in zip((-0.26, 0, 0.26), ways.items(), strict=True):
    table = [[accuracy for (n, _), (accuracy, _) in found.items() if n == size] for size in (2, 10)]
    means, deviations = np.mean(table, axis=1), np.std(table, axis=1)
    panel.bar(np.arange(2) + shift, means, 0.24, yerr=deviations, capsize=4, label=name)
    print(f"{name:24}", *(f"{m:.2f} ± {d:.2f}" for m, d in zip(means, deviations, strict=True)), sep="   ")
panel.axhline(0.2, color="gray", linestyle=":", linewidth=1)
panel.set(xticks=range(2), xticklabels=(2, 10), xlabel="images of each digit", ylabel="test accuracy", ylim=(0, 1))
panel.legend(loc="upper left", bbox_to_anchor=(1, 1))
panel.set_title("Five digits that the base has never seen")
plt.show()

# %% [markdown]
# The dotted line is guessing. With 2 images of each digit, what somebody else learned pays off: fine-tuned, the
# borrowed base is ahead of both others, and the frozen one keeps up with a network that had to train everything.
#
# With 10, look twice. The network from scratch has overtaken the *frozen* base: 64 features that were made to tell 0
# to 4 apart do not hold all that matters for 5 to 9, and no head can ask for more. Let the base adapt, and the two are
# level again. Ours is a small base, trained on five digits; one that has seen a million photographs has more to lend.
#
# A careless comparison would have hidden this: stop the network from scratch after 25 steps, when even the moving
# statistics of its batch normalization have hardly arrived, and it does little better than guessing.

# %% [markdown]
# ## The real thing: VGG-16 and ImageNet
#
# With photographs you would start from a network that has seen a million of them. Nothing changes but the base: the
# functions of this topic take any. `pretrained_base("vgg16")` is the VGG-16 of topic 12 without its dense layers,
# with the weights that its authors learned on ImageNet. They are a download of 59 MB, so this cell looks first whether
# they are on this machine; set `download=True` to fetch them.


# %% tags=["given"]
def vgg16_base(download=False):
    """VGG-16 without its head, or None where its weights are not at hand: then it says what to do."""
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    if not download and not any(cache.glob("models/vgg16*notop*")):
        print("The ImageNet weights of VGG-16 are not on this machine. vgg16_base(download=True) fetches them (59 MB).")
        return None
    try:
        return pretrained_base("vgg16")
    except DataUnavailable as error:
        print(error)
        return None


def as_vgg_wants_them(images):
    """RGB images in [0, 1] as VGG-16 was trained on them: 0 to 255, blue first, the mean of ImageNet taken away."""
    return keras.applications.vgg16.preprocess_input(255.0 * images)


# %% tags=["demo"]
vgg = vgg16_base(download=False)
if vgg is not None:
    thirds = tf.image.resize(tf.image.grayscale_to_rgb(tf.constant(x_train[:64])), (64, 64))
    print("features of 64 digits:", bottleneck_features(vgg, as_vgg_wants_them(thirds)).shape)
    pets = classifier_on(vgg, n_classes=37)
    print(f"a classifier of 37 breeds: {pets.count_params():,} parameters")
    print(f"fine-tuning the last three convolutions would train {unfreeze_top(vgg, 3):,} of them")

# %% [markdown]
# For the 37 breeds of the Oxford-IIIT pets (`course.data.pets`, about 200 photographs of each) this is the way to go:
# bottleneck features first, a head on them within minutes, and fine-tuning of the last block if you have a GPU.

# %% [markdown]
# ## What you have learned
#
# - A frozen base is frozen throughout, moving statistics included.
# - The base is called in inference mode, and its batch normalization stays frozen even when layers around it train.
# - Features of a frozen base are computed once.
# - Fine-tune the top alone, after the head, at a tenth of the rate or less; batch normalization stays as it is.
# - Change a switch, compile again.
# - Whether it was worth it, only a comparison with error bars and a fair competitor can tell.
#
# **To read on**
#
# - J. Yosinski, J. Clune, Y. Bengio, H. Lipson, *How transferable are features in deep neural networks?*, NeurIPS
#   2014: layer by layer.
# - S. Kornblith, J. Shlens, Q. Le, *Do better ImageNet models transfer better?*, CVPR 2019.
# - A. Razavian and others, *CNN features off-the-shelf: an astounding baseline for recognition*, 2014.
# - The Keras guide *Transfer learning and fine-tuning*, above all on batch normalization and `training=False`.
