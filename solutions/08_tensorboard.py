# %% [markdown]
# # 08 · TensorBoard · TensorBoard 可视化
#
# A training that runs for an hour should not keep its secrets for an hour. Does the loss still fall? Has the learning
# rate changed when it should? Do the weights grow without end? **TensorBoard** draws all that in a browser, while the
# training goes on, and compares it with the runs of yesterday.
#
# It knows nothing of your program. The program appends records to **event files** in a folder, TensorBoard reads the
# folder again and again, and that is all that connects them. So you can log whatever you like, and read the files
# yourself as well: today you do both.
#
# **You will learn**
#
# - to log a Keras training: scalars, the graph, histograms of the weights;
# - to log numbers of your own, with `tf.summary`;
# - to write a Keras callback: one that lowers the learning rate in steps and logs what it does;
# - what an event file holds, and how to get the numbers back out.
#
# **You need** a Keras model and `fit` (02), and overfitting (04) to understand what the curves say.

# %% tags=["given"]
import json
import tempfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from course.data import digits
from course.plots import PALETTE, curves, use_style
from course import check

use_style()


# %% tags=["given"]
def events(folder):
    """The events in the event files that lie directly in `folder`, file by file, each in the order it was written."""
    for path in sorted(Path(folder).glob("*tfevents*")):
        if path.is_file():
            for record in tf.data.TFRecordDataset(str(path)):
                yield tf.compat.v1.Event.FromString(record.numpy())


# %% [markdown]
# ### Runs, tags, steps
#
# | word | what it is | in the picture |
# | --- | --- | --- |
# | **log directory** | the folder that TensorBoard is started on | all there is |
# | **run** | a folder below it with event files | a color |
# | **tag** | the name of a series, such as `epoch_loss` | a chart |
# | **step** | an integer that you give: epoch or batch | the horizontal axis |
#
# Curves with the same tag from several runs share a chart: that is how you compare. So every training gets a folder of
# its own, with a name that says what was different.
#
# To look at the folder `logs`, type `tensorboard --logdir logs` in a terminal and open the address that it prints, or,
# in a notebook, `%load_ext tensorboard` and then `%tensorboard --logdir logs`. The figures below are drawn from the
# same files, for readers without a browser at hand.

# %% [markdown]
# ## `tensorboard_callback`: log a whole training
#
# Keras calls its **callbacks** at the begin and end of the training, of each epoch and of each batch. The callback
# `keras.callbacks.TensorBoard` uses these moments to write
#
# - **scalars**: loss and metrics of each epoch, those of training below `log_dir/train`, those of validation below
#   `log_dir/validation`: two runs, two colors in one chart;
# - **the graph**: which layers, which operations, and how they are connected;
# - **histograms** of every weight: how its values are spread, and how that changes.
#
# Histograms cost time and disk, and Keras leaves them out unless you ask for them: its default is `histogram_freq=0`.
# Ours is 1, every epoch. When they are written every $k$ epochs, that is in the epochs 0, $k$, $2k$, …


# %% tags=["part"]
def tensorboard_callback(log_dir, histogram_freq=1):
    """A Keras callback that logs a training for TensorBoard.

    Args:
        log_dir: the folder to write to (a string); it is made where there is none.
        histogram_freq: write histograms of the weights every so many epochs; 0 for none.

    Returns:
        A Keras callback that writes the scalars of each epoch, the graph and the histograms below `log_dir`.
    """
    ### BEGIN SOLUTION
    return keras.callbacks.TensorBoard(log_dir, histogram_freq=histogram_freq, write_graph=True)
    ### END SOLUTION


# %% [markdown]
# ### A training to look at
#
# A network that is too large for 300 digits, twelve epochs. Below, what your callback left on the disk.

# %% tags=["demo"]
(x_train, y_train), (x_test, y_test) = digits()
logs = Path(tempfile.mkdtemp(prefix="tensorboard-"))


def fitted(callbacks, rate=0.003, epochs=12):
    """A small network, fitted to 300 digits."""
    keras.utils.set_random_seed(8)
    hidden = keras.layers.Dense(64, "relu", name="hidden")
    output = keras.layers.Dense(10, "softmax", name="output")
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(name="flatten"), hidden, output])
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    data = (x_test[:300], y_test[:300])
    model.fit(x_train[:300], y_train[:300], 50, epochs, 0, callbacks, validation_data=data)
    return model


def show_files(folder):
    """Print what lies below a folder."""
    for path in sorted(Path(folder).rglob("*")):
        size = f"  {path.stat().st_size:,} bytes" if path.is_file() else ""
        name = path.name[:27] + "…" if path.is_file() else path.name + "/"
        print("    " * (len(path.relative_to(folder).parts) - 1) + name + size)


model = fitted([tensorboard_callback(str(logs / "constant rate"))])
show_files(logs)

# %% [markdown]
# The two pictures that TensorBoard makes of `train`, besides the curves: the tab **Graphs** shows the layers, and the
# tab **Histograms** how the weights of a layer are spread, epoch behind epoch. Here the weights of the hidden layer
# start evenly spread (that is how Keras draws them) and slowly grow two tails.


# %% tags=["demo"]
def summaries(folder, plugin):
    """`(step, tag, content)` of everything that one kind of TensorBoard's pictures is made of."""
    for event in events(folder):
        for value in event.summary.value:
            if value.metadata.plugin_data.plugin_name == plugin:
                yield event.step, value.tag, tf.make_ndarray(value.tensor)


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), width_ratios=[1, 2])
(_, _, text), *_ = summaries(logs / "constant rate" / "train", "graph_keras_model")
layers = json.loads(text.item())["config"]["layers"]
for height, layer in enumerate(layers):
    box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": PALETTE[0]}
    label = f"{layer['config']['name']}\n{layer['class_name']}"
    left.text(0.5, height, label, ha="center", va="center", bbox=box)
    if height:
        left.annotate("", (0.5, height - 0.28), (0.5, height - 0.72), arrowprops={"arrowstyle": "->"})
left.set(title="Graphs", xlim=(0, 1), ylim=(-0.6, len(layers) - 0.4))
left.axis("off")
kernel = "hidden/kernel/histogram"
for step, tag, buckets in reversed(list(summaries(logs / "constant rate" / "train", "histograms"))):
    if tag.endswith(kernel):
        middles, counts = (buckets[:, 0] + buckets[:, 1]) / 2, buckets[:, 2]
        right.fill_between(
            middles, -step, counts / 100 - step, facecolor=PALETTE[5], edgecolor="white", zorder=step + 2
        )
right.set(title=f"Histograms: {kernel}", xlabel="value of a weight", ylabel="epoch", yticks=[0, -4, -8])
right.set_yticklabels(["0", "4", "8"])
plt.show()

# %% [markdown]
# ## `log_scalars`: numbers of your own
#
# Three things are needed: a **writer**, which owns an event file; the writer made the **default** for a while; and
# a **step** for each number.
#
# ```python
# writer = tf.summary.create_file_writer(log_dir)     # a new event file in log_dir
# with writer.as_default():
#     tf.summary.scalar("loss", 0.5, step=0)          # goes to the default writer; without one, nowhere
# ```
#
# A writer gathers records and writes them in batches. They are surely on disk after `writer.flush()`, after
# `writer.close()`, and when the `with` block ends. A program that crashes before that takes its last records with it.
#
# Without a default writer, `tf.summary.scalar` does nothing, and says nothing.


# %% tags=["part"]
def log_scalars(log_dir, tag, values):
    """Log a series of numbers.

    Args:
        log_dir: the folder to write to (a string); it is made where there is none.
        tag: the name of the series.
        values: a list of numbers; they get the steps 0, 1, 2, …

    The records lie in an event file in `log_dir` itself and are all on disk when the function returns. What was logged
    there before stays.
    """
    ### BEGIN SOLUTION
    writer = tf.summary.create_file_writer(log_dir)
    with writer.as_default():
        for step, value in enumerate(values):
            tf.summary.scalar(tag, value, step=step)
    writer.close()
    ### END SOLUTION


# %% [markdown]
# ### One folder per run
#
# Gradient descent in a bent valley, at four rates. Each rate is a run: a folder of its own, the same tag. You
# will see the chart further down, once you can read the files.


# %% tags=["demo"]
def valley(x, y):
    """A narrow valley, ten times as steep in one direction."""
    return 0.5 * x**2 + 5 * y**2


for rate in (0.01, 0.05, 0.15, 0.19):
    x, y, heights = 4.0, 1.0, []
    for _ in range(60):
        heights.append(valley(x, y))
        x, y = x - rate * x, y - rate * 10 * y
    log_scalars(str(logs / "valley" / f"rate {rate}"), "height", heights)
show_files(logs / "valley")

# %% [markdown]
# ## `learning_rate_callback`: a callback of your own
#
# Large steps at first, small ones to settle down: many trainings lower the rate by a factor every few epochs. With
# $\eta_0$ at the start and a factor $\gamma$ every $k$ epochs, epoch $e$ trains at
#
# $$\eta_e = \eta_0\,\gamma^{\lfloor e / k \rfloor}, \qquad e = 0, 1, 2, \dots$$
#
# A callback is a class. Overwrite the moments you need:
#
# ```python
# class Mine(keras.callbacks.Callback):
#     def on_train_begin(self, logs=None): ...          # also: on_train_end
#     def on_epoch_begin(self, epoch, logs=None): ...   # also: on_epoch_end; epoch counts from 0
# ```
#
# `self.model` is the model that is being trained, and `self.model.optimizer.learning_rate` its rate, to be read and
# set. The rate has to be there **before** the epoch's first batch.
#
# Epoch 0 is what Keras prints as "Epoch 1". After `fit(initial_epoch=20)`, the first epoch is 20, and gets the rate of
# epoch 20: do not count for yourself what Keras tells you.


# %% tags=["part"]
def learning_rate_callback(log_dir, initial, decay, every):
    """A Keras callback that lowers the learning rate in steps and logs it.

    Args:
        log_dir: the folder to write to (a string), the event file lies in this folder itself.
        initial: the rate of the first epochs.
        decay: the factor by which it changes every `every` epochs.
        every: a number of epochs, at least 1.

    Returns:
        A Keras callback that trains epoch `e` (from 0, as Keras counts) at the rate initial × decay^⌊e / every⌋, and
        logs this rate under the tag `learning rate` with the epoch as step, on disk when `fit` ends.
    """

    ### BEGIN SOLUTION
    class Staircase(keras.callbacks.Callback):
        """Sets the rate when an epoch begins."""

        def on_train_begin(self, logs=None):
            self.writer = tf.summary.create_file_writer(log_dir)

        def on_epoch_begin(self, epoch, logs=None):
            rate = initial * decay ** (epoch // every)
            self.model.optimizer.learning_rate = rate
            with self.writer.as_default():
                tf.summary.scalar("learning rate", rate, step=epoch)

        def on_train_end(self, logs=None):
            self.writer.close()

    return Staircase()
    ### END SOLUTION


# %% [markdown]
# ### Two callbacks in one training
#
# The same network again, with a rate that starts ten times as high and is halved every two epochs. `fit` takes a list
# of callbacks and calls them in order.

# %% tags=["demo"]
folder = str(logs / "staircase")
model = fitted([tensorboard_callback(folder), learning_rate_callback(folder, initial=0.03, decay=0.5, every=2)])
show_files(folder)

# %% [markdown]
# ## `read_scalars`: what an event file holds
#
# An event file is a chain of records: length, checksum, bytes, checksum. The bytes are an `Event`, a message in Google's
# *protocol buffers*. The helper `events(folder)`, given above, opens the chain for you. What matters here:
#
# ```python
# event.step                                       # an int
# event.summary.value                              # a list: usually one value, none in the file's first event
# value.tag                                        # a string
# value.metadata.plugin_data.plugin_name           # who draws it: "scalars", "histograms", "graph_keras_model", …
# value.HasField("simple_value")                   # an old-style scalar?
# ```
#
# A scalar comes in one of two forms.
#
# | written by | the number is | how to know it |
# | --- | --- | --- |
# | TensorFlow 2 | `value.tensor`, a tensor of rank 0: `tf.make_ndarray(value.tensor)` | the plugin is `"scalars"` |
# | TensorFlow 1, PyTorch, many others | `value.simple_value`, a Python float | it has that field |
#
# Histograms, images and texts are tensors too, of other plugins: having a tensor does not make a value a scalar.
#
# A folder may hold several event files, from a training that was interrupted, or from two writers. Their names sort by
# time of creation, which need not be the order of the steps.


# %% tags=["part"]
def read_scalars(log_dir, tag):
    """Read a series of numbers back.

    Args:
        log_dir: the folder whose event files are read; not those in folders below it.
        tag: the name of the series.

    Returns:
        A list of `(step, value)`, in the order of the steps, from all event files together.

    Raises:
        ValueError: `tag` is not the tag of a scalar there; the message names the tags of scalars that there are.
    """
    ### BEGIN SOLUTION
    found = {}
    for event in events(log_dir):
        for value in event.summary.value:
            if value.HasField("simple_value"):
                number = value.simple_value
            elif value.metadata.plugin_data.plugin_name == "scalars":
                number = tf.make_ndarray(value.tensor).item()
            else:
                continue
            found.setdefault(value.tag, []).append((event.step, number))
    if tag not in found:
        there_are = ", ".join(repr(name) for name in sorted(found)) or "none"
        raise ValueError(f"{tag!r} is no tag of a scalar in {log_dir}; the tags there are: {there_are}")
    return sorted(found[tag], key=lambda pair: pair[0])
    ### END SOLUTION


# %% [markdown]
# ### What TensorBoard draws
#
# First the valley. The smallest rate is slow, and 0.15 is fast. At 0.19, each step jumps over the bottom to the other
# side of the valley, and progress is slower again.

# %% tags=["demo"]
valleys = {}
for path in sorted((logs / "valley").iterdir()):
    steps, values = np.transpose(read_scalars(str(path), "height"))
    valleys[path.name] = values
curves(valleys, xlabel="step", ylabel="height", title="height", log=True)

# %% [markdown]
# Now the two trainings, as TensorBoard would show them: a chart per tag, a color per run. The staircase gets down faster
# than the constant rate. From epoch 3 on, its loss on other digits stays behind its loss on the 300 that it knows.

# %% tags=["demo"]
charts = ("epoch_loss", "epoch_accuracy", "learning rate")
figure, axes = plt.subplots(1, 3, figsize=(11, 3.2))
runs = sorted(path for path in logs.rglob("*") if path.is_dir() and "valley" not in str(path))
for axis, tag in zip(axes, charts, strict=True):
    for number, run in enumerate(runs):
        try:
            steps, values = np.transpose(read_scalars(str(run), tag))
        except ValueError:  # this run has no such tag
            continue
        axis.plot(steps, values, color=PALETTE[number], label=str(run.relative_to(logs)))
    axis.set(title=tag, xlabel="step")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
axes[2].legend()
plt.show()

# %% [markdown]
# ### The slider named "smoothing"
#
# Real curves are noisy. TensorBoard draws them pale and lays over them a running mean: with the slider at $\beta$,
#
# $$m_t = \beta\,m_{t-1} + (1 - \beta)\,v_t, \qquad \hat v_t = \frac{m_t}{1 - \beta^t}, \qquad m_0 = 0,\; t = 1, 2, \dots$$
#
# The division keeps the beginning from being pulled to zero (Adam does the same). Mind what the mean does: it comes late,
# and it hides how much the values jump.

# %% tags=["demo"]
noisy = np.exp(-np.arange(200) / 60) + np.random.default_rng(5).normal(0, 0.12, 200)
log_scalars(str(logs / "noise"), "loss", noisy)
steps, values = np.transpose(read_scalars(str(logs / "noise"), "loss"))
figure, axis = plt.subplots(figsize=(6.4, 3.4))
axis.plot(steps, values, color=PALETTE[0], alpha=0.3, linewidth=1, label="as logged")
for beta, color in ((0.6, PALETTE[0]), (0.95, PALETTE[1])):
    mean, smooth = 0.0, []
    for t, value in enumerate(values, start=1):
        mean = beta * mean + (1 - beta) * value
        smooth.append(mean / (1 - beta**t))
    axis.plot(steps, smooth, color=color, label=f"smoothing {beta}")
axis.set(title="loss", xlabel="step")
axis.legend()
plt.show()

# %% [markdown]
# To see your own logs in TensorBoard itself, give it the folder that the next cell prints.

# %% tags=["demo"]
print(f'tensorboard --logdir "{logs}"')

# %% [markdown]
# ## What you have learned
#
# - Event files connect a program with TensorBoard, and nothing else does. A run is a folder, a tag a chart.
# - `keras.callbacks.TensorBoard` logs scalars, graph and histograms; a callback of your own can do and log anything.
# - `tf.summary.scalar` needs a default writer and a step. Flush or close the writer.
# - Scalars come as tensors (TensorFlow 2) and as `simple_value` (older files, and other libraries).
#
# **Pitfalls**: two trainings in one folder (the curve jumps back and forth); no step, or always the same; a rate that is
# set when the epoch is over; `histogram_freq` left at Keras' 0; a log folder in version control.
#
# **To read on**
#
# - TensorFlow: [Get started with TensorBoard](https://www.tensorflow.org/tensorboard/get_started),
#   [Logging custom scalars](https://www.tensorflow.org/tensorboard/scalars_and_keras).
# - Keras: [TensorBoard callback](https://keras.io/api/callbacks/tensorboard/),
#   [Writing your own callbacks](https://keras.io/guides/writing_your_own_callbacks/).
# - K. Wongsuphasawat et al., *Visualizing Dataflow Graphs of Deep Learning Models in TensorFlow*, IEEE Transactions on
#   Visualization and Computer Graphics 24(1), 2018: how the graph is drawn.
# - The formats: [event.proto](https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto),
#   [summary.proto](https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto).
