"""Public checks of topic 08. Run `pytest exercises/08_tensorboard` or `course check tensorboard`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from course.public import expect, expect_close, expect_raises, part, picture

HINTS = {
    "tensorboard_callback": ["Keras has this callback; look at its defaults, one of them is not ours."],
    "log_scalars": [
        "`tf.summary.create_file_writer`, then `with writer.as_default():` around `tf.summary.scalar`.",
        "`enumerate(values)` gives the steps; close the writer at the end.",
    ],
    "learning_rate_callback": [
        "Subclass `keras.callbacks.Callback`; `on_epoch_begin` is told the epoch, and comes before its first batch.",
        "`self.model.optimizer.learning_rate` can be set. `epoch // every` rounds down.",
        "One writer for the whole training: open it when the training begins, close it when the training ends.",
    ],
    "read_scalars": [
        "Go through `events(log_dir)` and each `event.summary.value`; collect `(event.step, number)` by tag.",
        "Take `value.simple_value` where there is one; else the tensor, if the plugin's name is `scalars`.",
        "Sort at the end; when the tag is missing, the tags that you collected are what the error should name.",
    ],
}


def logged(folder):
    """What TensorBoard's own reader finds directly in a folder: {tag: [(step, value)]}."""
    reader = EventAccumulator(str(folder), size_guidance={"tensors": 0}).Reload()
    found = {}
    for tag in reader.Tags()["tensors"]:
        found[tag] = [(event.step, tf.make_ndarray(event.tensor_proto)) for event in reader.Tensors(tag)]
    for tag in reader.Tags()["scalars"]:
        found[tag] = [(event.step, event.value) for event in reader.Scalars(tag)]
    return found


def fit(callbacks, **options):
    """Train a line for some epochs; returns its model."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.05), "mse")
    x = np.linspace(-1, 1, 8, dtype="float32")[:, None]
    model.fit(x, 2 * x, batch_size=8, verbose=0, callbacks=callbacks, **options)
    return model


@part("tensorboard_callback")
def test_callback_logs_a_training(learner):
    """tensorboard_callback writes scalars, the graph and histograms"""
    with tempfile.TemporaryDirectory() as folder:
        fit([learner.tensorboard_callback(folder)], epochs=2)
        runs = {str(path.relative_to(folder)): logged(path) for path in Path(folder).rglob("*") if path.is_dir()}
        tags = {tag for run in (logged(folder), *runs.values()) for tag in run}
        graphs = [path for path in (Path(folder), *Path(folder).rglob("*")) if path.is_dir() and has_graph(path)]
    expect(any("loss" in tag for tag in tags), "The loss is among the scalars", call="fit with the callback", got=tags)
    expect(any("kernel" in tag for tag in tags), "There are histograms", call="fit with the callback", got=tags)
    expect(graphs, "The graph of the model is there", call="fit with the callback")


@part("tensorboard_callback")
def test_callback_without_histograms(learner):
    """tensorboard_callback writes no histograms at 0"""
    with tempfile.TemporaryDirectory() as folder:
        fit([learner.tensorboard_callback(folder, histogram_freq=0)], epochs=1)
        folders = [path for path in Path(folder).rglob("*") if path.is_dir()]
        tags = {tag for path in folders for tag in logged(path)}
    expect(
        not any("histogram" in tag for tag in tags), "No histograms are asked for", call="histogram_freq=0", got=tags
    )


def has_graph(folder):
    """Whether there is a graph in some form."""
    reader = EventAccumulator(str(folder)).Reload()
    plugins = [reader.SummaryMetadata(tag).plugin_data.plugin_name for tag in reader.Tags()["tensors"]]
    return bool(reader.Tags()["graph"]) or any(name.startswith("graph") for name in plugins)


@part("log_scalars")
def test_logs_a_series(learner):
    """log_scalars writes the steps 0, 1, 2, … into the folder itself"""
    with tempfile.TemporaryDirectory() as folder:
        learner.log_scalars(folder, "loss", [1.0, 0.5, 0.25])
        found = logged(folder)
    expect(list(found) == ["loss"], "The folder holds the tag", call='log_scalars(folder, "loss", …)', got=list(found))
    steps, values = zip(*found["loss"], strict=True)
    expect_close(list(steps), [0, 1, 2], call="the steps")
    expect_close(list(values), [1.0, 0.5, 0.25], call='log_scalars(folder, "loss", [1, 0.5, 0.25])')


@part("learning_rate_callback")
def test_lowers_the_rate(learner):
    """learning_rate_callback sets the rate before the batches of an epoch"""
    rates = []

    class Watch(keras.callbacks.Callback):
        """Notes the rate of each batch."""

        def on_train_batch_end(self, batch, logs=None):
            rates.append(float(self.model.optimizer.learning_rate))

    with tempfile.TemporaryDirectory() as folder:
        fit([learner.learning_rate_callback(folder, 0.08, 0.5, 2), Watch()], epochs=5)
    expected = [0.08, 0.08, 0.04, 0.04, 0.02]
    picture(got=np.array(rates), expected=np.array(expected), kind="curve")
    expect_close(rates, expected, call="learning_rate_callback(folder, 0.08, 0.5, 2) in 5 epochs")


@part("learning_rate_callback")
def test_logs_the_rate(learner):
    """learning_rate_callback logs the rate of each epoch"""
    with tempfile.TemporaryDirectory() as folder:
        fit([learner.learning_rate_callback(folder, 0.08, 0.5, 2)], epochs=3)
        found = logged(folder)
    expect("learning rate" in found, "The folder holds the tag `learning rate`", call="fit", got=list(found))
    steps, values = zip(*found["learning rate"], strict=True)
    expect_close(list(steps), [0, 1, 2], call="the steps")
    expect_close(list(values), [0.08, 0.08, 0.04], call="the rates logged")


def write(path, *values):
    """An event file of `(step, summary value)`."""
    with tf.io.TFRecordWriter(str(path)) as writer:
        for step, value in values:
            event = tf.compat.v1.Event(step=step, summary=tf.compat.v1.Summary(value=[value]))
            writer.write(event.SerializeToString())


def old_form(tag, number):
    """A scalar as TensorFlow 1 wrote it."""
    return tf.compat.v1.Summary.Value(tag=tag, simple_value=number)


@part("read_scalars")
def test_reads_both_forms(learner):
    """read_scalars reads the scalars of TensorFlow 2 and older ones, in the order of the steps"""
    with tempfile.TemporaryDirectory() as folder:
        with tf.summary.create_file_writer(folder).as_default():
            tf.summary.scalar("loss", 0.5, step=1)
            tf.summary.scalar("loss", 0.25, step=2)
        write(Path(folder) / "events.out.tfevents.9999999999.old", (0, old_form("loss", 1.0)))
        got = learner.read_scalars(folder, "loss")
    expect_close([tuple(map(float, pair)) for pair in got], [[0, 1.0], [1, 0.5], [2, 0.25]], call="read_scalars")


@part("read_scalars")
def test_names_the_tags(learner):
    """read_scalars raises ValueError that names the tags, and takes no histogram for a scalar"""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "events.out.tfevents.1.old", (0, old_form("loss", 1.0)), (0, old_form("accuracy", 0.5)))
        with tf.summary.create_file_writer(folder).as_default():
            tf.summary.histogram("weights", [1.0, 2.0], step=0)
        error = expect_raises(ValueError, learner.read_scalars, folder, "los", call='read_scalars(folder, "los")')
        expect_raises(ValueError, learner.read_scalars, folder, "weights", call="read_scalars of a histogram")
    named = "loss" in str(error) and "accuracy" in str(error)
    expect(named, "The message names the tags there are", call='read_scalars(folder, "los")', got=str(error))
