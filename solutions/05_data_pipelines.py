# %% [markdown]
# # 05 · Data pipelines with tf.data · tf.data 数据管道
#
# A training loop should never wait for its data, nor need all of it in memory. `tf.data` describes the way of the
# data as a chain of small steps, and runs it while the model trains. In this topic you will
#
# - read off a dataset what its elements look like, without pulling a single one;
# - shuffle, batch and prefetch, in the right order and for the right reasons;
# - split a dataset in two, scale its images in parallel, and pair images with their masks;
# - cut a long series into windows, each with the value to be forecast.
#
# You should know tensors, their shapes and dtypes (topic 01).

# %% tags=["given"]
import math
import time

import keras
import numpy as np
import tensorflow as tf

from course.data import mnist, shapes
from course import check

# %% [markdown]
# ## A recipe, not a table
#
# A `tf.data.Dataset` is a sequence of **elements**. An element is a tensor, or a nested structure of tensors such as
# the tuple `(image, label)` or the dict `{"pixels": …, "id": …}`.
#
# ```
# from_tensor_slices ──► map ──► shuffle ──► batch ──► prefetch ──► for x, y in dataset: …
# ```
#
# Every method returns a *new* dataset that remembers its predecessor. Nothing has been read so far: a dataset is a
# recipe, and only the loop at the end makes it work, one element at a time. That is why a dataset may be larger than
# the memory, or never end at all: `dataset.repeat()` is infinite.
#
# How many elements will come? `dataset.cardinality()` tells it without counting: a number, or
# `tf.data.INFINITE_CARDINALITY` (-1), or `tf.data.UNKNOWN_CARDINALITY` (-2), for example behind a `filter` or a
# Python generator.

# %% [markdown]
# ## `components`: what one element is made of
#
# `dataset.element_spec` describes an element in the element's own structure, with a `tf.TensorSpec` in place of each
# tensor. A length that varies is `None`. For the structure itself, `tf.nest.flatten` makes a flat list of any
# nesting; it visits the keys of a dict in sorted order.


# %% tags=["part"]
def components(dataset):
    """The components of one element: shapes and dtypes, read from the element spec.

    Args:
        dataset: any `tf.data.Dataset` of tensors, finite or not. None of its elements is computed.

    Returns:
        List of `(shape, dtype name)` in order: the shape a tuple of ints, None where a length is unknown; the name
        such as `"float32"`. Nested structures are flattened, dicts in the order of their sorted keys.
    """
    ### BEGIN SOLUTION
    found = []
    for spec in tf.nest.flatten(dataset.element_spec):
        shape = None if spec.shape.rank is None else tuple(spec.shape.as_list())
        found.append((shape, spec.dtype.name))
    return found
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** Looking at the first element instead of the spec computes it, and its batch size of, say, 32 hides that
# the last batch is smaller. `spec.shape` is a `TensorShape` and `spec.dtype` a `DType`: turn them into plain Python.
#
# The shapes say at which stage of its way the data is:

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = mnist()
digits = tf.data.Dataset.from_tensor_slices((x_train, y_train))
stages = {
    "from_tensor_slices": digits,
    "batch(32)": digits.batch(32),
    "batch(32, drop_remainder=True)": digits.batch(32, drop_remainder=True),
    "repeat().batch(32)": digits.repeat().batch(32),
    "map to a dict": digits.map(lambda image, label: {"pixels": image, "id": label}),
}
for name, dataset in stages.items():
    print(f"{name:32} {int(dataset.cardinality()):5}   {components(dataset)}")

# %% [markdown]
# ## `batches`: shuffle, batch, prefetch
#
# Stochastic gradient descent needs its examples in random order, a new one each epoch. `dataset.shuffle(buffer_size)`
# keeps a buffer of that many elements: whenever one is asked for, it gives away a random one and reads the next
# element into the gap. So the first element that comes out is one of the first `buffer_size`: only a buffer as
# large as the whole dataset shuffles well.
#
# - **Shuffle before you batch**, else the same examples stay together in the same batch forever.
# - **Reshuffle each epoch**: that is the default, `reshuffle_each_iteration=True`. A `seed` makes the whole sequence of
#   orders repeatable: the first epochs of two runs agree, and so do the second ones.
# - **Keep the remainder**: 100 examples in batches of 32 are four batches, the last of 4.
# - **Prefetch** last: `prefetch(tf.data.AUTOTUNE)` prepares the next batches while the model works on this one.


# %% tags=["part"]
def batches(features, labels, batch_size, shuffle=False, seed=0):
    """Batches of features and labels for training (`shuffle=True`) or evaluation.

    Args:
        features: `(n, …)` array or tensor.
        labels: `(n, …)`, one for each row of the features.
        batch_size: rows per batch; the last batch holds what is left.
        shuffle: whether to shuffle all rows, anew in each epoch.
        seed: int. The same seed gives the same sequence of orders, another seed another one.

    Returns:
        A lazy, prefetching `tf.data.Dataset` of `(features, labels)` batches, dtypes as they came.
    """
    ### BEGIN SOLUTION
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(max(len(dataset), 1), seed=seed, reshuffle_each_iteration=True)
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** `batch(…).shuffle(…)` shuffles whole batches. `shuffle(batch_size)` is a buffer far too small when the
# data is sorted by class, as it often is on disk. Shuffling the arrays once by NumPy gives the same order in every
# epoch.
#
# Below, 400 rows in their order of arrival: a point at (place, row) for each. A good shuffle fills the square evenly; a
# buffer of 40 keeps the picture of the order.

# %% tags=["demo"]
import matplotlib.pyplot as plt

from course.plots import use_style

use_style()
rows = np.arange(400)


def order(dataset):
    return np.concatenate([labels.numpy() for _, labels in dataset])


shuffled = batches(rows, rows, 32, shuffle=True, seed=1)
slices = tf.data.Dataset.from_tensor_slices((rows, rows))
orders = {
    "batches, epoch 1": order(shuffled),
    "batches, epoch 2": order(shuffled),
    "a buffer of 40": order(slices.shuffle(40, seed=1).batch(32)),
    "batch, then shuffle": order(slices.batch(32).shuffle(13, seed=1)),
}
figure, panels = plt.subplots(1, 4, figsize=(11, 3), sharey=True)
for panel, (name, found) in zip(panels, orders.items(), strict=True):
    panel.plot(found, ".", markersize=3)
    panel.set(title=name, xlabel="place")
panels[0].set_ylabel("row of the data")
plt.show()
print("sizes of the batches:", [len(labels) for _, labels in shuffled])
print("another run, same seed:", np.array_equal(orders["batches, epoch 1"], order(batches(rows, rows, 32, True, 1))))

# %% [markdown]
# ### What prefetching saves
#
# Say reading a batch takes 20 ms (a disk, a decoder) and a training step 20 ms as well. One after the other, a batch
# takes 40 ms. With `prefetch`, reading goes on in the background during the step. The bars below are measured, with
# `time.sleep` in place of disk and model. (Today's `tf.data` adds a prefetch to the end of a chain that has none; to
# see the difference, both runs are told not to.)

# %% tags=["demo"]
READ, STEP, COUNT = 0.02, 0.02, 10


def timeline(prefetch):
    """Beginning and length of every reading and every step, in milliseconds from the first reading on."""
    reading, stepping = [], []

    def read():
        for number in range(COUNT):
            begin = time.perf_counter()
            time.sleep(READ)
            reading.append((begin, time.perf_counter()))
            yield number

    dataset = tf.data.Dataset.from_generator(read, output_signature=tf.TensorSpec((), tf.int64))
    if prefetch:
        dataset = dataset.prefetch(2)
    options = tf.data.Options()
    options.experimental_optimization.inject_prefetch = False
    for _ in dataset.with_options(options):
        begin = time.perf_counter()
        time.sleep(STEP)
        stepping.append((begin, time.perf_counter()))
    start = reading[0][0]
    return [[(1000 * (begin - start), 1000 * (end - begin)) for begin, end in bars] for bars in (reading, stepping)]


figure, panels = plt.subplots(2, 1, figsize=(9, 3.4), sharex=True)
for panel, prefetch in zip(panels, (False, True), strict=True):
    for height, (bars, color) in enumerate(zip(timeline(prefetch), ("tab:blue", "tab:orange"), strict=True)):
        panel.broken_barh(bars, (height + 0.1, 0.8), facecolors=color, edgecolor="white")
    panel.set_yticks((0.5, 1.5), ("read", "train"))
    panel.set_title("with prefetch" if prefetch else "without prefetch")
panels[1].set_xlabel("milliseconds")
plt.show()

# %% [markdown]
# ## `train_val_split`: hold some of it out
#
# `dataset.take(k)` is the first `k` elements, `dataset.skip(k)` all the others. How many there are, `cardinality`
# knows. Of $n$ elements, the last $\lfloor n \cdot \mathit{fraction} \rfloor$ are held out for validation.
#
# Floats have their own arithmetic: `100 * 0.29` is `28.999999999999996`, so that 28 elements are held out. We take
# that as it is: what matters is that all compute the same.


# %% tags=["part"]
def train_val_split(dataset, val_fraction):
    """Split a dataset of n elements: the last floor(n · val_fraction), in Python floats, are for validation.

    Args:
        dataset: a `tf.data.Dataset` of known, finite length.
        val_fraction: float between 0 and 1, both excluded.

    Returns:
        `(train, val)`, two lazy datasets: disjoint, together everything, in the order of the dataset.

    Raises:
        ValueError: for a dataset of unknown or infinite length, or a fraction outside (0, 1).
    """
    ### BEGIN SOLUTION
    if not 0 < val_fraction < 1:
        raise ValueError(f"val_fraction must lie between 0 and 1, both excluded, not {val_fraction}")
    count = int(dataset.cardinality())
    if count < 0:
        kind = "infinite" if count == tf.data.INFINITE_CARDINALITY else "unknown"
        raise ValueError(f"the dataset has {kind} length; only one of known, finite length can be split")
    n_train = count - math.floor(count * val_fraction)
    return dataset.take(n_train), dataset.skip(n_train)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** Split *before* you shuffle. A dataset that reshuffles each time it is read gives `take` another
# beginning each time: what was held out in one epoch is trained on in the next, and validation becomes a fairy tale.
# And data sorted by class has a last tenth of one class only: shuffle the arrays once before you build the dataset.

# %% tags=["demo"]
ten = tf.data.Dataset.range(10)
for name, dataset in (("in order", ten), ("shuffled before the split", ten.shuffle(10, seed=1))):
    train, val = train_val_split(dataset, 0.3)
    print(f"{name}:")
    for epoch in (1, 2):
        print(f"  epoch {epoch}: train {[int(x) for x in train]}, val {[int(x) for x in val]}")

# %% [markdown]
# ## `scale_images`: one function for every element
#
# `dataset.map(function)` calls the function with the components of each element, here an image and its label, and
# makes new elements of what it returns. The function is traced once into a graph; several elements can then be worked
# on at the same time: `num_parallel_calls=tf.data.AUTOTUNE` lets `tf.data` choose how many. The order stays.
#
# Pixels come from files as uint8, from 0 to 255. Networks like floats from 0 to 1.


# %% tags=["part"]
def scale_images(dataset):
    """Images from uint8 to float32 in [0, 1], mapped in parallel.

    Args:
        dataset: of `(image, label)`, the image uint8 of any shape.

    Returns:
        Dataset of `(image / 255, label)`, lazy and in the same order: the image float32, the label as it was.
    """
    ### BEGIN SOLUTION

    def scale(image, label):
        return tf.cast(image, tf.float32) / 255.0, label

    return dataset.map(scale, num_parallel_calls=tf.data.AUTOTUNE)
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** Cast first, then divide: `image / 255` on uint8 is a float64 in NumPy and an error in TensorFlow. The
# label is no pixel: leave it alone, also when it is a mask.
#
# Real digits, as bytes again, on their whole way into a model:

# %% tags=["demo"]
from course.plots import image_grid, learning_curves

pixels = np.round(x_train * 255).astype(np.uint8)
train, val = train_val_split(scale_images(tf.data.Dataset.from_tensor_slices((pixels, y_train))), 0.2)
train = train.shuffle(len(train), seed=0).batch(64).prefetch(tf.data.AUTOTUNE)
val = val.batch(256).prefetch(tf.data.AUTOTUNE)

keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(train, validation_data=val, epochs=4, shuffle=False, verbose=0)  # the dataset shuffles
learning_curves(history)

# %% [markdown]
# ## `pair`: two datasets in step
#
# For segmentation (topics 16 and 17), images lie in one folder and their masks in another. `tf.data.Dataset.zip((a,
# b))` walks both in step and gives pairs. It ends with the shorter one, without a word: when a mask is missing
# somewhere, the pairs behind it are all wrong. So compare the lengths first, as far as they are known.


# %% tags=["part"]
def pair(images, masks):
    """Dataset of `(image, mask)` from two datasets of equal length.

    Args:
        images: a `tf.data.Dataset`.
        masks: a `tf.data.Dataset`, its elements in the same order.

    Returns:
        Their zip, lazy. A length that is unknown is not an error: it cannot be compared.

    Raises:
        ValueError: when both lengths are known and differ; infinite against finite differs too.
    """
    ### BEGIN SOLUTION
    lengths = [int(dataset.cardinality()) for dataset in (images, masks)]
    if tf.data.UNKNOWN_CARDINALITY not in lengths and lengths[0] != lengths[1]:
        names = ["infinite" if length == tf.data.INFINITE_CARDINALITY else length for length in lengths]
        raise ValueError(f"images and masks must be equally many, not {names[0]} and {names[1]}")
    return tf.data.Dataset.zip((images, masks))
    ### END SOLUTION


# %% tags=["demo"]
scenes = shapes(4, seed=3)
paired = pair(tf.data.Dataset.from_tensor_slices(scenes.images), tf.data.Dataset.from_tensor_slices(scenes.masks))
pictures = [
    picture for image, mask in paired for picture in (image.numpy(), np.repeat(mask.numpy()[..., None] / 3, 3, -1))
]
image_grid(pictures, titles=["image", "mask"] * 4, title="Images and their masks, in step")

# %% [markdown]
# ## `windows`: a series as examples
#
# A forecast learns from pieces of the past: `width` values in a row go in, and the value `horizon` steps after the last
# of them is to be told. With `width=3` and `horizon=2`:
#
# ```
# series      10 11 12 13 14 15 16
# window 0   [10 11 12]    14
# window 1      [11 12 13]    15
# window 2         [12 13 14]    16
# ```
#
# The first window begins at 0, the next at 1, and so on, as long as there is a target:
# $n - \mathit{width} - \mathit{horizon} + 1$ of them.


# %% tags=["part"]
def windows(series, width, horizon=1):
    """All windows of a series, each with the value to forecast from it.

    Args:
        series: `(n,)` values of any dtype.
        width: values per window, at least 1.
        horizon: how many steps after the window's last value the target lies, at least 1.

    Returns:
        Dataset of `(window (width,), target ())` in order, dtype as it came, one element per window (no batches);
        empty when the series is too short for one.
    """
    ### BEGIN SOLUTION
    series = tf.convert_to_tensor(series)
    count = max(int(tf.size(series)) - width - horizon + 1, 0)
    starts = tf.data.Dataset.range(count)
    return starts.map(
        lambda start: (tf.ensure_shape(series[start : start + width], (width,)), series[start + width + horizon - 1]),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    ### END SOLUTION


# %% [markdown]
# **Pitfalls.** With `horizon=1` the target is the *next* value, not the last of the window: off by one here, and the
# model sees what it should forecast. `series.window(…)` of `tf.data` gives datasets inside a dataset, which
# `flat_map(lambda w: w.batch(width))` turns into tensors again. And split a series by time, never by shuffling its
# windows: neighbors share most of their values.
#
# A real series: an electroencephalogram, as matplotlib ships it (four channels at 200 Hz). How far ahead can a linear
# model see? Its error, in units of the series' own spread, grows with the horizon.

# %% tags=["demo"]
import matplotlib.cbook

from course.plots import curves

with matplotlib.cbook.get_sample_data("eeg.dat") as file:
    eeg = np.frombuffer(file.read(), dtype=float).reshape(-1, 4)[:, 0]
eeg = (eeg - eeg.mean()) / eeg.std()
WIDTH = 16


def linear_forecast(horizon):
    """Least squares on the first three quarters; targets and forecasts of the rest."""
    examples = windows(eeg, WIDTH, horizon)
    past, future = train_val_split(examples, 0.25)
    x, y = next(iter(past.batch(len(past))))
    x_val, y_val = next(iter(future.batch(len(future))))
    slopes = np.linalg.lstsq(x.numpy(), y.numpy(), rcond=None)[0]
    return y_val.numpy(), x_val.numpy() @ slopes


horizons = (1, 2, 3, 4, 6, 8, 12)
forecasts = {horizon: linear_forecast(horizon) for horizon in horizons}
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.2), width_ratios=(2, 1))
targets, forecast = forecasts[3]
left.plot(targets[:120], label="EEG")
left.plot(forecast[:120], "--", label="forecast, 3 steps ahead")
left.set(xlabel="step", title="Values that the model has not seen")
left.legend()
right.plot(horizons, [np.sqrt(np.mean((y - guess) ** 2)) for y, guess in forecasts.values()], marker="o")
right.set(xlabel="horizon", title="Root mean squared error", ylim=(0, None))
plt.show()

# %% [markdown]
# ## What you have learned
#
# - A dataset is a recipe: `element_spec` and `cardinality` tell its form and length before anything runs.
# - Shuffle everything, then batch, then prefetch. A seed fixes the sequence of orders, not one order.
# - `take` and `skip` split; a dataset that reshuffles must be split before.
# - `map` in parallel for work per element; `zip` for things that belong together, after a look at the lengths.
# - Windows turn a series into examples. Count the steps of the horizon from the window's last value.
#
# **Pitfalls.** A small shuffle buffer; shuffled batches; a dropped remainder in evaluation; unequal lengths that `zip`
# hides; off by one in the horizon.
#
# **Read on**
#
# - D. Murray et al.: *tf.data: A Machine Learning Data Processing Framework*, VLDB 2021.
# - TensorFlow guides *tf.data: Build TensorFlow input pipelines* and *Better performance with the tf.data API*,
#   https://www.tensorflow.org/guide/data.
# - R. Durstenfeld: *Algorithm 235: Random permutation*, Communications of the ACM 7(7), 1964 (what a full-buffer
#   shuffle does).
# - R. Hyndman, G. Athanasopoulos: *Forecasting: Principles and Practice*, chapter on evaluating forecasts,
#   https://otexts.com/fpp3.
