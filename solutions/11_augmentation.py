# %% [markdown]
# # 11 · Data augmentation · 数据增强
#
# A photograph of a cat, seen in a mirror, is a photograph of a cat. So is the same photograph moved a little to the left,
# or taken a minute later when a cloud has passed. You know that. A network does not, unless it has seen examples. Data
# augmentation makes these examples out of the ones you have: before each step the images are changed **at random, in
# ways that leave their labels true**.
#
# It is the cheapest remedy against overfitting (topic 04): no new photographs, no larger model, a few lines of code. And
# like all code that rolls dice, it hides its mistakes well. A crop that never reaches the last column, a mask that stays
# where it was while its image moves, an "augmented" set that is the same in each epoch: nothing fails, the network
# is only a little worse. In this topic you learn to roll dice so that every throw can be repeated, and counted.
#
# **You will learn**
#
# - random numbers without a memory: the same seed gives the same image, wherever and whenever it is drawn;
# - to flip and to crop so that every outcome is as likely as it should be;
# - to draw several things independently from one seed;
# - to move an image and its mask together, and why a mask must never be blended;
# - to put it all into a `tf.data` pipeline that is new in each epoch and still reproducible;
# - to do the same with Keras layers, inside the model.
#
# **You need** images as tensors (topic 01), and it helps to know `tf.data`, at least `map`, `shuffle` and `batch`.

# %% tags=["given"]
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import mnist, shapes
from course.plots import bars, image_grid, mask_overlay, use_style
from course import check

use_style()


# %% tags=["given"]
scenes = shapes(12, size=48, seed=1)  # circles, squares and triangles, with class labels and class masks
scene, scene_mask = scenes.images[2], scenes.masks[2]

# %% [markdown]
# ## Dice without a memory
#
# Most random functions have a memory. `tf.random.uniform([])` gives another number each time, and *which* one depends on
# everything that was drawn before. Add one dropout layer somewhere, and all later images look different. When images
# are loaded by several threads at once, not even the order of the calls is certain.
#
# The functions `tf.random.stateless_…` have none. They take a **seed, a pair of two integers**, and are functions in
# the sense of mathematics: same seed, same numbers; on every machine, in any order, eagerly or in a graph.
#
# ```
# tf.random.stateless_uniform([], seed=(3, 7))   # always the same number in [0, 1)
# tf.random.stateless_uniform([], seed=(3, 8))   # another one
# tf.random.stateless_uniform([], seed=(3, 8))   # the same again: nothing is remembered
# ```
#
# Why a pair? It is handy to count by: (epoch, image), for example. Neighboring seeds are as unlike as distant ones.
#
# The other side of it: **two draws from one seed are one draw.** When you flip by `seed` and then brighten by the same
# `seed`, then all mirrored images get darker. Split the seed first: `tf.random.split(seed, 3)` makes three
# new seeds, a tensor of shape (3, 2), that know nothing of each other.

# %% tags=["demo"]
one_seed = [[float(tf.random.stateless_uniform([], (3, number))) for number in range(200)] for _ in range(2)]
split = [
    [float(tf.random.stateless_uniform([], part)) for part in tf.unstack(tf.random.split((3, number), 2))]
    for number in range(200)
]
figure, panels = plt.subplots(1, 2, figsize=(7, 3.2), sharex=True, sharey=True)
panels[0].plot(*one_seed, ".")
panels[0].set(title="both from one seed", xlabel="first draw", ylabel="second draw")
panels[1].plot(*zip(*split, strict=True), ".")
panels[1].set(title="each from a part of the seed", xlabel="first draw")
plt.show()

# %% [markdown]
# ## `random_flip`: a mirror, half of the time
#
# An image is `(height, width, channels)`. Left and right change places when the *second* axis runs backwards:
#
# $$\text{mirrored}_{y,\,x,\,c} = \text{image}_{y,\;w-1-x,\;c}$$
#
# `tf.reverse` does that. Whether it is done, a coin decides: a uniform number in $[0, 1)$ is below $\frac12$ in half of
# all cases.
#
# Is a flip always harmless? It must leave the label true. A mirrored cat is a cat; a mirrored *b* is a *d*, a
# mirrored 2 is nothing at all, and in a traffic sign "turn left" becomes "turn right". Which changes are harmless is
# knowledge about your data that no code can supply.


# %% tags=["part"]
def random_flip(image, seed):
    """Mirror an image left-right with probability 1/2.

    Args:
        image: `(h, w, c)`, floating-point numbers.
        seed: a pair of ints. Over either of the two numbers, half of all seeds give the mirror image.

    Returns:
        float32 `(h, w, c)`: the image or its mirror image. The same seed always gives the same result, whatever was drawn
        before, and no global random generator is touched.
    """
    ### BEGIN SOLUTION
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    flip = tf.random.stateless_uniform([], seed) < 0.5
    return tf.where(flip, tf.reverse(image, axis=[1]), image)
    ### END SOLUTION


# %% [markdown]
# ### Sixteen throws
#
# The seeds (0, 0) to (0, 15). Run the cell as often as you like: it will never show another picture.

# %% tags=["demo"]
image_grid(
    [random_flip(scene, (0, number)) for number in range(16)], [f"(0, {number})" for number in range(16)], columns=8
)

# %% [markdown]
# ## `random_crop`: a window somewhere
#
# A window of `height` × `width` pixels fits into an image of $h \times w$ at
#
# $$(h - \text{height} + 1)\,(w - \text{width} + 1)$$
#
# places. Think of a row of 5 pixels and a window of 3: it can begin at 0, 1 or 2. That is $5 - 3 + 1 = 3$ places, and the
# forgotten $+1$ is the classic mistake of this topic. `maxval` of the random functions is *exclusive*, like the end of a
# Python slice, so `maxval=h - height + 1` is right.
#
# Every place shall be equally likely, so top and left are drawn independently, and as **integers**. (Rounding
# a uniform number gives the first and the last place only half of their share.)
#
# A window larger than the image fits nowhere: say so by a `ValueError` rather than return something smaller.


# %% tags=["part"]
def random_crop(image, height, width, seed):
    """Cut a window out of an image, every position being equally likely.

    Args:
        image: `(h, w, c)`, floating-point numbers.
        height, width: of the window in pixels, ints; at most `h` and `w`.
        seed: a pair of ints; the same seed always gives the same window.

    Returns:
        float32 `(height, width, c)`.

    Raises:
        ValueError: when the window is higher or wider than the image.
    """
    ### BEGIN SOLUTION
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    if height > h or width > w:
        raise ValueError(f"a window of {height}×{width} does not fit into an image of {h}×{w}: use at most its size")
    top_seed, left_seed = tf.unstack(tf.random.split(seed, 2))
    top = tf.random.stateless_uniform([], top_seed, 0, h - height + 1, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, w - width + 1, tf.int32)
    return image[top : top + height, left : left + width]
    ### END SOLUTION


# %% [markdown]
# ### Count the windows
#
# Dice are tested by throwing them often. The picture below is its own coordinates: the values of a pixel tell its row and
# its column, so the first pixel of a crop tells where the window was. A window of 4×4 in an image of 6×8 has
# 3 · 5 = 15 places; in 600 throws each should come about 40 times, give or take $\sqrt{40} \approx 6$.

# %% tags=["demo"]
rows, columns = np.meshgrid(np.arange(6.0), np.arange(8.0), indexing="ij")
coordinates = tf.constant(np.stack([rows, columns], axis=-1), tf.float32)
counts = np.zeros((3, 5), int)
for number in range(600):
    top, left = np.asarray(random_crop(coordinates, 4, 4, (11, number)))[0, 0].astype(int)
    counts[top, left] += 1

figure, (left_panel, right_panel) = plt.subplots(1, 2, figsize=(9, 3), width_ratios=[3, 2])
left_panel.imshow(counts, cmap="Blues", vmin=0, vmax=80)
left_panel.grid(visible=False)
for (top, left), count in np.ndenumerate(counts):
    left_panel.text(left, top, count, ha="center", va="center")
left_panel.set(title="how often each place was drawn", xlabel="left", ylabel="top", yticks=range(3))
right_panel.hist(counts.ravel(), bins=np.arange(20, 65, 4))
right_panel.axvline(40, color="C1")
right_panel.set(title="15 places: 40 times each, ± 6", xlabel="times drawn", ylabel="places")
plt.show()

# %% [markdown]
# **Pitfalls**
#
# - `maxval=h - height`: the last place never comes; and where the window has the size of the image, nothing works.
# - One draw for both offsets: the window moves along the diagonal only.
# - `tf.image.stateless_random_crop` is fine, but it raises an `InvalidArgumentError` of its own when a window is too large.

# %% [markdown]
# ## `augment`: the recipe
#
# This recipe is almost as old as deep networks on small images, and still hard to beat:
#
# 1. **flip** it, half of the time;
# 2. **pad** it with 4 rows and columns of zeros on each side, and **crop** it back to its size: the image moves by up to 4
#    pixels in any direction, and what it leaves behind is black;
# 3. change the **brightness**: add *one* number, uniform in $[-0.1, 0.1]$, to all pixels and channels, and clip to $[0, 1]$.
#
# Mind the order: the black margin is there before the brightness changes, so it becomes a little gray when the number is
# positive. And mind independence: coin, window and brightness are three draws.
#
# The label goes in and comes out as it is. That is the whole point, and it is also handy: `dataset.map` wants a
# function from `(image, label)` to `(image, label)`.


# %% tags=["part"]
def augment(image, label, seed):
    """Flip, move and brighten an image at random; its label stays.

    In this order: a left-right flip with probability 1/2; 4 zeros padded on each side of height and width, and a random
    crop back to the size of the image; one number, uniform in [-0.1, 0.1], added to all values. The three are drawn
    independently.

    Args:
        image: `(h, w, c)`, values in [0, 1].
        label: anything.
        seed: a pair of ints; the same seed always gives the same result.

    Returns:
        `(image, label)`: float32 `(h, w, c)` with values clipped to [0, 1], and the label unchanged.
    """
    ### BEGIN SOLUTION
    image = tf.cast(tf.convert_to_tensor(image), tf.float32)
    h, w, _ = image.shape
    flip_seed, crop_seed, light_seed = tf.unstack(tf.random.split(seed, 3))
    image = random_flip(image, flip_seed)
    image = random_crop(tf.pad(image, [[4, 4], [4, 4], [0, 0]]), h, w, crop_seed)
    image += tf.random.stateless_uniform([], light_seed, -0.1, 0.1)
    return tf.clip_by_value(image, 0.0, 1.0), label
    ### END SOLUTION


# %% [markdown]
# ### One scene, 24 examples

# %% tags=["demo"]
image_grid(
    [scene] + [augment(scene, 0, (1, number))[0] for number in range(23)], columns=12, title="One scene 24 times"
)

# %% [markdown]
# ## `augment_with_mask`: what moves, moves together
#
# In segmentation (topics 16 and 17) the "label" is itself an image: a mask with the class of each pixel, 0 for the
# background. When the image is mirrored and moved, its mask has to make the **same** moves, to the pixel. So
# draw once, and use the draw twice.
#
# Two differences remain:
#
# - Brightness is about light, and a mask has no light. Change it in the image alone, or leave it out.
# - The values of a mask are **names, not amounts**. Between class 1 (circle) and class 3 (triangle) lies no class 2 "somewhat
#   of both": whoever resizes or rotates a mask with bilinear interpolation draws a seam of squares around each triangle.
#   Flips and crops move whole pixels and blend nothing. Where you must interpolate, use the nearest neighbor.
#
# The pixels that come in from outside are black in the image and background in the mask: zeros in both.


# %% tags=["part"]
def augment_with_mask(image, mask, seed):
    """Flip and move an image and its class mask together.

    As `augment` does it: a left-right flip with probability 1/2, then 4 zeros padded on each side and a random crop back; drawn
    independently of each other, and the same for image and mask.

    Args:
        image: `(h, w, c)`, values in [0, 1].
        mask: `(h, w)`, int32 or int64 classes.
        seed: a pair of ints; the same seed always gives the same result.

    Returns:
        `(image, mask)`: float32 `(h, w, c)` with values in [0, 1], and integers `(h, w)`: the classes as they were, 0 where
        zeros came in. The brightness of the image may be changed as in `augment`, or left alone.
    """
    ### BEGIN SOLUTION
    image, mask = tf.cast(tf.convert_to_tensor(image), tf.float32), tf.convert_to_tensor(mask)
    h, w = mask.shape
    flip_seed, top_seed, left_seed = tf.unstack(tf.random.split(seed, 3))
    flip = tf.random.stateless_uniform([], flip_seed) < 0.5
    top = tf.random.stateless_uniform([], top_seed, 0, 9, tf.int32)
    left = tf.random.stateless_uniform([], left_seed, 0, 9, tf.int32)

    def moved(grid):
        grid = tf.where(flip, tf.reverse(grid, axis=[1]), grid)
        margins = [[4, 4], [4, 4]] + [[0, 0]] * (len(grid.shape) - 2)
        return tf.pad(grid, margins)[top : top + h, left : left + w]

    return moved(image), moved(mask)
    ### END SOLUTION


# %% [markdown]
# ### Pairs, and what goes wrong with a seed of its own for each
#
# The colors are the classes of the mask, laid over the image: blue for circles, orange for squares, green for triangles. Above, the masks moved with their
# images. Below, each mask was moved by another seed than its image: a network that learns from these learns nonsense.

# %% tags=["demo"]
together = [augment_with_mask(scene, scene_mask, (2, number)) for number in range(8)]
others = [augment_with_mask(scene, scene_mask, (3, number)) for number in range(8)]
good = [mask_overlay(image, mask, alpha=0.5) for image, mask in together]
bad = [mask_overlay(image, mask, alpha=0.5) for (image, _), (_, mask) in zip(together, others, strict=True)]
image_grid(good + bad, ["same seed"] * 8 + ["two seeds"] * 8, columns=8)

# %% [markdown]
# ## `pipeline`: new in each epoch, and still the same
#
# Where does augmentation belong? Between the data and the model, so that it is done while the device is busy with
# the batch before. And where does each image get its seed from? It has to meet three demands at once:
#
# | demand | so the seed of an image depends on |
# | --- | --- |
# | images of one batch are changed in different ways | the image (or its place) |
# | the next epoch shows them in yet another way | the epoch |
# | the whole training can be repeated | the one number `seed`, and on nothing else |
#
# `tf.data` has sources of random numbers: `tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True)` goes on
# without end, begins anew in each epoch with other numbers, and is the same for the same seed. `.batch(2)` makes
# pairs of them, and `tf.data.Dataset.zip` gives one pair to each image. (Others count epochs in a
# `from_generator`, or ask a `tf.random.Generator.from_seed(seed)` for seeds.)
#
# The order of the steps:
#
# ```
# slices ─► shuffle ─► augment ─► batch ─► prefetch          training
# slices ─────────────────────► batch ─► prefetch          validation and test
# ```
#
# Shuffle before augmenting: the shuffle buffer then holds the originals. Augment before batching: each image gets dice of
# its own. **Do not augment, or shuffle, what you measure on.** And keep the last batch, though it be smaller: small
# data sets cannot spare it.


# %% tags=["part"]
def pipeline(images, labels, batch_size, training, seed):
    """A dataset of `(images, labels)` batches, augmented and shuffled when training.

    Args:
        images: `(n, h, w, c)`, values in [0, 1].
        labels: `(n, ...)`.
        batch_size: an int; the last batch is smaller where it does not divide `n`.
        training: True: each epoch has all examples once, in an order of its own, each image changed by `augment`, in each
            epoch in another way. False: all examples in their order, untouched, in every epoch.
        seed: an int; pipelines of the same seed give the same epochs, those of different seeds other ones.

    Returns:
        A `tf.data.Dataset`; going through it once is one epoch.
    """
    ### BEGIN SOLUTION
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        pairs = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).batch(2, drop_remainder=True)
        data = tf.data.Dataset.zip(data.shuffle(len(images), seed=seed), pairs)
        data = data.map(lambda example, pair: augment(*example, pair), num_parallel_calls=tf.data.AUTOTUNE)
    return data.batch(batch_size).prefetch(tf.data.AUTOTUNE)
    ### END SOLUTION


# %% [markdown]
# ### Two epochs, and the first one again
#
# Six scenes as one batch. The second epoch shows them in another order and in other ways. A second
# pipeline of the same seed repeats the first one.

# %% tags=["demo"]
names = np.array(["circle", "square", "triangle"])
first = pipeline(scenes.images[:6], scenes.labels[:6], 6, training=True, seed=4)
second = pipeline(scenes.images[:6], scenes.labels[:6], 6, training=True, seed=4)
batches = [next(iter(first)), next(iter(first)), next(iter(second))]
titles = [
    f"{name} (epoch {epoch})" for epoch, (_, labels) in zip((1, 2, 1), batches, strict=True) for name in names[labels]
]
image_grid(np.concatenate([images for images, _ in batches]), titles, columns=6)

# %% [markdown]
# ### Does it help?
#
# 60 real digits are few to learn from. We take 0, 1 and 8, since these stay digits in a mirror: do you see why
# `augment` would ruin 2, 3 and 5? Two equal networks, fully connected, without a notion of neighboring pixels; one learns
# with augmentation. Then both are tested twice: on other digits as they are, and on the same digits moved by up to 4 pixels.

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = mnist()
few, others = (np.flatnonzero(np.isin(labels, (0, 1, 8))) for labels in (y_train, y_test))
few = few[:60]
labels_of = {0: 0, 1: 1, 8: 2}
few_labels, test_labels = (np.array([labels_of[int(digit)] for digit in y]) for y in (y_train[few], y_test[others]))
random = np.random.default_rng(0)
moved = np.stack([np.roll(image, random.integers(-4, 5, 2), axis=(0, 1)) for image in x_test[others]])

accuracies = {}
for name in ("without", "with"):
    start = keras.initializers.GlorotUniform(3)
    layers = [keras.layers.Dense(64, "relu", kernel_initializer=start), keras.layers.Dense(3, kernel_initializer=start)]
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(3e-3), loss)
    data = pipeline(x_train[few], few_labels, 20, training=name == "with", seed=5)
    network.fit(data, epochs=40, shuffle=False, verbose=0)
    for kind, images in (("as they are", x_test[others]), ("moved", moved)):
        answers = np.argmax(network(images), axis=1)
        accuracies[f"{name},\n{kind}"] = np.mean(answers == test_labels)
bars(accuracies, ylabel="accuracy", title="Tested on new digits, trained with and without augmentation", form="{:.2f}")

# %% [markdown]
# ## `augmentation_model`: the dice inside the model
#
# Keras has augmentation as layers, `keras.layers.Random…`. A model made of them changes images in training mode and passes
# them on untouched otherwise, like `Dropout`. Put in front of a network it is saved with it, and runs
# where the network runs. The dice have a memory here: each layer keeps a generator that starts from its `seed`, and the
# next batch gets the next numbers.
#
# The layers speak in fractions. Translation: of height and width, so 0.1 means by up to a tenth in either direction.
# Rotation: **of a full turn**, so 0.05 means up to 18° either way. What is blended in at the edges is the mirrored image,
# unless you ask otherwise (`fill_mode`).
#
# `RandomFlip` flips in both directions when you do not say which. Who has seen a cat that stands on the ceiling?


# %% tags=["part"]
def augmentation_model(seed):
    """A model of Keras preprocessing layers that flips, moves and rotates images in training mode.

    A random horizontal (left-right) flip, a translation by at most a tenth of height and width, and a rotation by at most
    a twentieth of a turn, in either direction.

    Args:
        seed: an int; models of the same seed change the same batches in the same ways.

    Returns:
        A Keras model from `(n, h, w, c)` to `(n, h, w, c)`. With `training=True` each image is changed in its own way, and
        each call draws anew; with `training=False`, and in `predict`, nothing is changed.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal", seed=seed),
            keras.layers.RandomTranslation(0.1, 0.1, seed=seed + 1),
            keras.layers.RandomRotation(0.05, seed=seed + 2),
        ]
    )
    ### END SOLUTION


# %% [markdown]
# ### The same scene, eight times in training mode, and once in inference mode

# %% tags=["demo"]
model = augmentation_model(3)
changed = model(np.stack([scene] * 8), training=True)
untouched = model(scene[None], training=False)
image_grid(np.concatenate([untouched, changed]), ["inference"] + ["training"] * 8, columns=9)

# %% [markdown]
# **Pipeline or model?**
#
# - In the **pipeline** the work is done by processors while the device computes. The throws depend on a seed alone, and masks
#   or boxes can move along.
# - In the **model** there is one thing less to forget. It runs on the device, and its dice depend on how many batches came before.
#
# Never in both: images that are flipped twice are not flipped twice as well.

# %% [markdown]
# ## What you have learned
#
# - Augmentation tells the network what does *not* matter. It must leave the label true: you decide, not the code.
# - Stateless random functions: same seed, same result. Two draws need two seeds; split what you have.
# - A window of size $k$ fits into $n$ pixels at $n - k + 1$ places, and `maxval` is exclusive.
# - An image and its mask make the same moves; the classes of a mask are never blended.
# - In training everything is new in each epoch, and the seed repeats it all. In validation nothing is touched.
#
# **Pitfalls once more**: the forgotten $+1$; one draw for several things; brightness before the black margin; a mask that is
# left behind, or resized bilinearly; the same "random" changes in every epoch; `drop_remainder`; vertical flips by default.
#
# **To read on**
#
# - TensorFlow tutorial: [Data augmentation](https://www.tensorflow.org/tutorials/images/data_augmentation), and the guide
#   [Random number generation](https://www.tensorflow.org/guide/random_numbers).
# - A. Krizhevsky, I. Sutskever, G. Hinton, *ImageNet classification with deep convolutional neural networks*, 2012
#   (section 4.1: the flips and crops that made deep networks possible).
# - C. Shorten, T. Khoshgoftaar, [A survey on Image Data Augmentation for Deep
#   Learning](https://doi.org/10.1186/s40537-019-0197-0), 2019.
# - K. He et al., [Deep Residual Learning for Image Recognition](https://arxiv.org/abs/1512.03385), 2015 (section 4.2: the
#   flip and the 4 pixels).
# - J. K. Salmon et al., [Parallel random numbers: as easy as 1, 2, 3](https://doi.org/10.1145/2063384.2063405), 2011: how dice
#   without a memory are made.
