"""Hidden checks of topic 08: what the event files hold is read here, from their bytes, and not by the learner's reader."""

from __future__ import annotations

import os
import struct
import tempfile

import numpy as np
import pytest

from autograder import assert_close, assert_raised, attempt, check, evaluate, generator, observe, value_of

GRAPHS = ("graph_keras_model", "graph_run_metadata", "graph_run_metadata_graph", "graph_tagged_run_metadata")
PLUGINS = {"tensor": "scalars", "histogram": "histograms", "text": "text"}


# What is shipped to the workers.


@pytest.fixture(scope="module")
def data(run_seed):
    """Sixteen examples to regress and two other ones to validate on."""
    draw = generator(run_seed, "data")
    return {name: draw.normal(size=(18, size)).astype("float32") for name, size in (("x", 3), ("y", 2))}


@pytest.fixture(scope="module")
def schedule(run_seed):
    """A start rate and a factor."""
    draw = generator(run_seed, "schedule")
    return {"initial": float(draw.uniform(0.05, 0.2)), "decay": float(draw.uniform(0.4, 0.8))}


@pytest.fixture(scope="module")
def series(run_seed):
    """Numbers to be logged."""
    draw = generator(run_seed, "series")
    numbers = [round(float(number), 4) for number in draw.normal(size=40)]
    return [*numbers[:30], *numbers[20:22], *numbers[30:]]  # a value may come back


@pytest.fixture(scope="module")
def old_and_new(run_seed):
    """A folder of event files: scalars of both forms, of several tags, in no order, beside what is no scalar.

    Each file is a list of `(step, tag, form, value)`; several tags with as many values share one event.
    """
    draw = generator(run_seed, "old and new")
    numbers = [round(float(number), 4) for number in draw.normal(size=60)]
    numbers[42] = 0.0  # a number like others, in both forms
    new = [(step, "loss", "tensor", numbers[step]) for step in range(25, 45)]
    late = [(5_000_000_000, "loss", "tensor", numbers[50]), (45, "loss", "tensor", numbers[45])]
    stays = [(step, "loss", "tensor", numbers[0]) for step in (46, 47)]
    old = [(step, "loss", "simple", numbers[step]) for step in (0, 20, 5, 15, 10)]
    pair = ("old only", "old too")
    other = [(step, pair, "simple", (numbers[step + 50], numbers[step + 40])) for step in (2, 0, 1)]
    longer = [(step, "loss/validation", "tensor", 55.0 + step) for step in (6, 100)]
    return {
        "events.out.tfevents.1000000001.host": [*late, *new, *stays, (3, "weights/kernel", "histogram", numbers[:6])],
        "events.out.tfevents.1000000002.host.7.0.v2": [
            *old,
            *[(step, "new only", "tensor", numbers[step + 53]) for step in range(3)],
            (4, "remarks", "text", "not a number"),
        ],
        "events.out.tfevents.1000000003.host.7.1.v2": [
            *other,
            *longer,
            (22, "loss", "tensor", numbers[22]),
            (0, "odd", "tensor", float("nan")),
            (1, "odd", "tensor", 3e-9),
            (2, "odd", "simple", float("nan")),
            (3, "odd", "simple", -2e-8),
        ],
        "train/events.out.tfevents.1000000004.host.7.2.v2": [
            (1, "loss", "tensor", 77.0),
            (1, "only below", "tensor", 78.0),
        ],
    }


# What observations and evaluations share: they travel with them.


def files_below(folder):
    """The bytes of every event file below a folder, by its path there."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            if "tfevents" in name:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder).replace(os.sep, "/")] = file.read()
    return found


def new_folder(exists=False):
    """A folder that is not there yet, or an empty one. Nothing is removed: a writer may still hold a file in it."""
    folder = os.path.join(tempfile.mkdtemp(), "logs", "run")
    if exists:
        os.makedirs(folder)
    return folder


def events_of(content):
    """The events of an event file: records of length, checksum, bytes, checksum."""
    from tensorflow.core.util import event_pb2

    place = 0
    while place + 12 <= len(content):
        (size,) = struct.unpack_from("<Q", content, place)
        yield event_pb2.Event.FromString(content[place + 12 : place + 12 + size])
        place += size + 16


def contents(files):
    """Scalars by (folder, tag), histograms by tag as (step, how many values, their ends), how many nodes each graph has."""
    import tensorflow as tf

    scalars, histograms, graphs = {}, {}, []
    for path, content in sorted(files.items()):
        folder = path.rpartition("/")[0]
        plugins = {}
        for event in events_of(content):
            if event.graph_def:
                graphs.append(len(tf.compat.v1.GraphDef.FromString(event.graph_def).node))
            for value in event.summary.value:
                plugin = plugins.setdefault(value.tag, value.metadata.plugin_data.plugin_name)
                if value.HasField("simple_value"):
                    scalars.setdefault((folder, value.tag), []).append((event.step, value.simple_value))
                elif value.HasField("histo"):
                    histograms.setdefault(value.tag, []).append(
                        (event.step, int(value.histo.num), value.histo.min, value.histo.max)
                    )
                elif plugin == "scalars":
                    number = tf.make_ndarray(value.tensor)
                    scalars.setdefault((folder, value.tag), []).append((event.step, float(number)))
                elif plugin == "histograms":
                    buckets = tf.make_ndarray(value.tensor)
                    ends = (float(buckets[0, 0]), float(buckets[-1, 1])) if len(buckets) else (0.0, 0.0)
                    histograms.setdefault(value.tag, []).append((event.step, int(buckets[:, 2].sum()), *ends))
                elif plugin in GRAPHS:
                    graphs.append(value.tensor.ByteSize())
    return {
        "scalars": [[folder, tag, sorted(rows)] for (folder, tag), rows in scalars.items()],
        "histograms": [[tag, sorted(rows)] for tag, rows in histograms.items()],
        "graphs": graphs,
    }


def rows_of(content, tag):
    """`(step, value)` of the scalars with a tag in the log directory itself."""
    return [row for folder, name, rows in content["scalars"] if folder == "" and name == tag for row in rows]


def same_rows(seen, expected, what):
    """Fail unless these are the same steps with the same values."""
    assert seen, f"{what}: there is nothing under that tag in the log directory itself"
    assert len(seen) == len(expected), f"{what}: {len(seen)} records, which is not the right number"
    assert [step for step, _ in seen] == [step for step, _ in expected], f"{what}: the steps are wrong"
    one, other = (np.array([value for _, value in rows]) for rows in (seen, expected))
    lost = np.isnan(other)  # a training that went wrong is seen by its NaN
    assert np.array_equal(np.isnan(one), lost), f"{what}: NaN is not where it should be"
    assert_close(one[~lost], other[~lost], atol=0, what=f"{what}: the values")


# tensorboard_callback


@observe
def trained(learner, data):
    """The event files of three trainings of a model that is frozen in part: histograms every two epochs, by default, and never."""
    import keras
    import tensorflow as tf

    frozen = keras.layers.Dense(5, "tanh", bias_initializer="random_normal", trainable=False)
    model = keras.Sequential([keras.Input((3,)), frozen, keras.layers.Dense(2)])
    model.compile(keras.optimizers.SGD(0.05), "mse", metrics=["mae"])
    x, y = tf.constant(data["x"]), tf.constant(data["y"])
    runs = {}
    for name, options, epochs in (("two", {"histogram_freq": 2}, 4), ("default", {}, 2), ("none", {}, 1)):
        folder = new_folder(exists=name == "none")
        callback = (
            learner.tensorboard_callback(folder, 0)
            if name == "none"
            else learner.tensorboard_callback(folder, **options)
        )
        validation = (x[16:], y[16:]) if name == "two" else None
        weights = [model.get_weights()]
        watch = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_, seen=weights: seen.append(model.get_weights()))
        history = model.fit(
            x[:16],
            y[:16],
            batch_size=16,
            epochs=epochs,
            verbose=0,
            callbacks=[callback, watch],
            validation_data=validation,
        )
        runs[name] = {
            "callback": isinstance(callback, keras.callbacks.Callback),
            "history": history.history,
            "weights": weights,
            "files": files_below(folder),
        }
    return {"runs": runs, "sizes": sorted(int(np.prod(weight.shape)) for weight in model.weights)}


@evaluate
def training_logs(trained, data):
    """What these event files hold; `data` makes the reference's answer one of this run."""
    runs = {name: {**run, "files": contents(run["files"])} for name, run in trained["runs"].items()}
    return {**trained, "runs": runs}


def has_series(content, values):
    """Whether some scalar below the log directory holds these values, one per epoch."""
    return any(
        len(rows) == len(values) and np.allclose([value for _, value in rows], values, rtol=1e-4, atol=1e-6)
        for _, _, rows in content["scalars"]
    )


def histogram_steps(run):
    """The steps of each weight's histograms."""
    return [[row[0] for row in rows] for _, rows in run["files"]["histograms"]]


@check(
    "tensorboard_callback",
    points=0.7,
    hint="Loss and metrics of each epoch belong there, of training and of validation.",
)
def test_callback_writes_the_scalars(training_logs):
    run = training_logs.seen["runs"]["two"]
    assert run["callback"], "what is returned is no Keras callback"
    for name, values in run["history"].items():
        assert has_series(run["files"], values), f"no scalar below the log directory holds {name}, epoch by epoch"


@check("tensorboard_callback", points=0.6, hint="TensorBoard can only draw a graph that was written.")
def test_callback_writes_the_graph(training_logs):
    for run in training_logs.seen["runs"].values():
        assert max(run["files"]["graphs"], default=0) > 0, "there is no graph below the log directory"


@check("tensorboard_callback", points=0.5, hint="Epochs without histograms lie between those with them.")
def test_histograms_every_few_epochs(training_logs):
    steps = histogram_steps(training_logs.seen["runs"]["two"])
    assert steps, "there are no histograms"
    assert all(len(mine) == 2 for mine in steps), "four epochs with a histogram every second one: a wrong number"
    assert all(np.all(np.diff(mine) == 2) for mine in steps), "the histograms are not two epochs apart"


@check("tensorboard_callback", points=0.2, hint="Each weight of the model has a histogram of all its values.")
def test_histograms_of_all_weights(training_logs):
    rows = training_logs.seen["runs"]["two"]["files"]["histograms"]
    sizes = [row[1] for _, mine in rows for row in mine[:1]]
    missing = [size for size in set(training_logs.seen["sizes"]) if sizes.count(size) < 1]
    assert len(sizes) >= len(training_logs.seen["sizes"]), "not every weight has a histogram"
    assert not missing, "a weight has no histogram of all its values"


@check("tensorboard_callback", points=0.1, hint="A histogram shows the weights themselves, as they are in its epoch.")
def test_histograms_hold_the_weights(training_logs):
    run = training_logs.seen["runs"]["default"]
    last = [mine[-1] for _, mine in run["files"]["histograms"]]
    for after, before in zip(run["weights"][-1], run["weights"][-2], strict=True):
        ends = [[np.min(weight), np.max(weight)] for weight in (after, before)]  # as the epoch ends, or begins
        slack = 0.001 * np.ptp(after) + 1e-6
        assert any(
            count == after.size and any(np.allclose([low, high], one, rtol=0, atol=slack) for one in ends)
            for _, count, low, high in last
        ), "a weight has no histogram from its smallest to its largest value"


@check("tensorboard_callback", points=0.2, hint="Who does not say how often gets a histogram in each epoch.")
def test_histograms_of_every_epoch_by_default(training_logs):
    steps = histogram_steps(training_logs.seen["runs"]["default"])
    assert steps, "there are no histograms"
    assert all(len(mine) == 2 and mine[1] - mine[0] == 1 for mine in steps), "not every epoch has a histogram"


@check("tensorboard_callback", points=0.2, hint="Zero stands for none: only the rest is written.")
def test_no_histograms_at_zero(training_logs):
    files = training_logs.seen["runs"]["none"]["files"]
    assert files["scalars"], "no scalars were written"
    assert not files["histograms"], "there are histograms"


# learning_rate_callback


@observe
def lowered(learner, data, schedule):
    """Trainings from epoch 0, from a later one, and at a tiny rate: the rates, the weights, the event files."""
    import keras
    import tensorflow as tf

    class Watch(keras.callbacks.Callback):
        """Notes the rate that each batch is trained at, and the weights after each epoch."""

        def on_train_begin(self, logs=None):
            self.rates, self.weights = [], []

        def on_train_batch_end(self, batch, logs=None):
            self.rates.append(float(self.model.optimizer.learning_rate))

        def on_epoch_end(self, epoch, logs=None):
            self.weights.append(self.model.get_weights()[0])

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.7), "mse", run_eagerly=True)  # a few eager steps cost less than a trace
    start = model.get_weights()
    x, y = tf.constant(data["x"]), tf.constant(data["y"])
    found = {}
    for name, every, epochs in (("two", 2, {"epochs": 5}), ("later", 3, {"initial_epoch": 5, "epochs": 7})):
        folder, watch = new_folder(exists=name == "later"), Watch()
        model.set_weights(start)
        callback = learner.learning_rate_callback(folder, schedule["initial"], schedule["decay"], every)
        model.fit(x, y, batch_size=9, verbose=0, shuffle=False, callbacks=[callback, watch], **epochs)
        found[name] = {
            "callback": isinstance(callback, keras.callbacks.Callback),
            "rates": watch.rates,
            "weights": watch.weights,
            "files": files_below(folder),
        }

    def tiny_rate():
        """The rate of a late epoch, where a tiny one rises: called as `fit` does, while another callback waits."""
        callback = learner.learning_rate_callback(new_folder(), 1e-9 * schedule["initial"], 1.5, 3)
        learner.learning_rate_callback(new_folder(), 0.3, 0.5, 1)
        training = keras.callbacks.CallbackList([callback], model=model, epochs=42, steps=1, verbose=0)
        training.on_train_begin()
        training.on_epoch_begin(41)
        training.on_train_batch_begin(0)
        rate, logs = float(model.optimizer.learning_rate), {"loss": 1.0}
        training.on_train_batch_end(0, logs)
        training.on_epoch_end(41, logs)
        training.on_train_end(logs)
        return rate

    return {"runs": found, "tiny": attempt(tiny_rate)}


@evaluate
def rate_logs(lowered, schedule):
    """What was logged; `schedule` makes the reference's answer one of this run."""
    return {name: {**run, "files": contents(run["files"])} for name, run in lowered["runs"].items()}


def same_training(rate_logs, name):
    """Fail unless the batches were trained at the right rates."""
    seen, expected = rate_logs.seen[name], rate_logs.expected[name]
    assert_close(seen["rates"], expected["rates"], what="the learning rates of the batches")
    assert_close(seen["weights"], expected["weights"], rtol=1e-3, what="the weights, epoch by epoch")


@check("learning_rate_callback", points=0.7, hint="An epoch's rate has to be there before its first batch.")
def test_rate_of_each_epoch(rate_logs):
    assert rate_logs.seen["two"]["callback"], "what is returned is no Keras callback"
    same_training(rate_logs, "two")


@check("learning_rate_callback", points=0.4, hint="Keras says which epoch it is; a training may start at a later one.")
def test_rate_of_a_later_epoch(rate_logs):
    same_training(rate_logs, "later")


@check(
    "learning_rate_callback",
    points=0.2,
    hint="The formula holds for each callback's own numbers: tiny rates, late epochs, a factor above 1.",
)
def test_rate_of_any_size(lowered):
    seen, expected = (value_of(one["tiny"], "an epoch at a tiny rate") for one in (lowered.seen, lowered.expected))
    assert_close(seen, expected, atol=0, what="a tiny rate that has risen for many epochs")


@check(
    "learning_rate_callback", points=0.6, hint="The tag is a name with a blank, and the folder the one that is given."
)
def test_rate_is_logged_in_the_folder(rate_logs):
    for run in rate_logs.seen.values():
        assert rows_of(run["files"], "learning rate"), "nothing under the tag in an event file of the log directory"


@check("learning_rate_callback", points=0.6, hint="One record per epoch, and all of them on disk when fit is over.")
def test_rate_logged_is_the_rate(rate_logs):
    seen, expected = (rows_of(one["two"]["files"], "learning rate") for one in (rate_logs.seen, rate_logs.expected))
    assert len(seen) == len(expected), f"{len(seen)} records for {len(expected)} epochs"
    values = [np.array([value for _, value in rows]) for rows in (seen, expected)]
    assert_close(*values, what="the rates that were logged")


@check("learning_rate_callback", points=0.5, hint="The step is the epoch as Keras counts: not batches, not from one.")
def test_rate_is_logged_at_the_epoch(rate_logs):
    for name, run in rate_logs.seen.items():
        rows = rows_of(run["files"], "learning rate")
        expected = rows_of(rate_logs.expected[name]["files"], "learning rate")
        assert [step for step, _ in rows] == [step for step, _ in expected], "the steps are not the epochs"


# read_scalars


def encoded(events):
    """An event file of `(step, tag, form, value)`, as TensorFlow writes it."""
    import tensorflow as tf
    from tensorflow.core.framework import summary_pb2
    from tensorflow.core.util import event_pb2

    path = os.path.join(tempfile.mkdtemp(), "events")
    with tf.io.TFRecordWriter(path) as writer:
        writer.write(event_pb2.Event(wall_time=1.7e9, file_version="brain.Event:2").SerializeToString())
        for number, (step, tags, form, given) in enumerate(events):
            values = []
            for tag, value in zip(tags, given, strict=True) if isinstance(tags, tuple) else [(tags, given)]:
                values.append(summary_pb2.Summary.Value(tag=tag))
                if form == "simple":
                    values[-1].simple_value = value
                    continue
                tensor, dtype = value, "string" if form == "text" else "float32"
                if form == "histogram":
                    tensor = [[value[0], value[0] + 1.0, 4.0], [value[0] + 1.0, value[0] + 2.0, 2.0]]
                values[-1].tensor.CopyFrom(tf.make_tensor_proto(tensor, dtype))
                if form == "tensor":  # as TensorFlow writes it: the bytes of the number
                    values[-1].tensor.ClearField("float_val")
                    values[-1].tensor.tensor_content = np.array(value, "<f4").tobytes()
                values[-1].metadata.plugin_data.plugin_name = PLUGINS[form]
            event = event_pb2.Event(wall_time=1.7e9 + number, step=step, summary=summary_pb2.Summary(value=values))
            writer.write(event.SerializeToString())
    with open(path, "rb") as file:
        return file.read()


@observe
def readings(learner, old_and_new):
    """What is read from a folder of several event files, and the errors about tags that are not there."""
    folder, empty = tempfile.mkdtemp(), tempfile.mkdtemp()
    for name, events in old_and_new.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(encoded(events))
    with open(os.path.join(folder, "notes.txt"), "w") as file:
        file.write("no event file")
    return {
        "scalars": {
            tag: attempt(learner.read_scalars, folder, tag)
            for tag in ("loss", "old only", "old too", "new only", "odd")
        },
        "others": {
            tag: attempt(learner.read_scalars, folder, tag)
            for tag in ("LOSS", "los", "weights/kernel", "remarks", "only below")
        },
        "empty": attempt(learner.read_scalars, empty, "loss"),
    }


def pairs_of(attempted, what):
    """`(step, value)` as Python numbers, or a failure."""
    assert "value" in attempted, f"{what} raises {attempted.get('raised')}: {attempted.get('message')}"
    rows = attempted["value"]
    assert isinstance(rows, list | tuple | np.ndarray), f"{what} should give a list"
    assert all(np.size(row) == 2 for row in rows), f"{what} should give pairs (step, value)"
    pairs = [tuple(np.asarray(part) for part in row) for row in rows]
    assert all(part.dtype.kind in "iuf" and part.size == 1 for pair in pairs for part in pair), (
        f"{what} should give pairs of numbers"
    )
    return [(step.item(), value.item()) for step, value in pairs]


@check("read_scalars", points=0.4, hint="TensorFlow 2 stores a scalar as a tensor without axes.")
def test_reads_tensors(readings):
    seen, expected = (one["scalars"]["new only"] for one in (readings.seen, readings.expected))
    same_rows(pairs_of(seen, "reading tensors"), pairs_of(expected, "reading tensors"), "scalars stored as tensors")


@check("read_scalars", points=0.4, hint="Older files store a scalar as a plain number, in a field of its own.")
def test_reads_simple_values(readings):
    for tag in ("old only", "old too"):
        seen, expected = (one["scalars"][tag] for one in (readings.seen, readings.expected))
        seen, expected = (
            sorted(pairs_of(seen, "reading old scalars")),
            sorted(pairs_of(expected, "reading old scalars")),
        )
        same_rows(seen, expected, "scalars of older files")


@check(
    "read_scalars", points=0.3, hint="All event files of the folder count, every record in them, and no folder below."
)
def test_reads_all_files_of_the_folder(readings):
    seen, expected = (sorted(pairs_of(one["scalars"]["loss"], "reading")) for one in (readings.seen, readings.expected))
    same_rows(seen, expected, "scalars in several event files")


@check(
    "read_scalars", points=0.4, hint="Neither the names of the files nor the order of writing tell the order of steps."
)
def test_reads_in_step_order(readings):
    for tag in ("loss", "old only"):
        seen = [step for step, _ in pairs_of(readings.seen["scalars"][tag], "reading")]
        assert len(seen) > 1, "too few records were read"
        assert seen == sorted(seen), "the records are not in the order of their steps"


@check(
    "read_scalars", points=0.1, hint="What was logged comes back: tiny numbers with all their digits, and NaN as NaN."
)
def test_reads_values_as_they_are(readings):
    seen, expected = (sorted(pairs_of(one["scalars"]["odd"], "reading")) for one in (readings.seen, readings.expected))
    same_rows(seen, expected, "tiny scalars and NaN")


@check("read_scalars", points=0.3, hint="Say which tags there are: whoever mistyped one will see it.")
def test_error_names_the_tags(readings):
    for tag in ("LOSS", "los"):
        assert_raised(
            readings.seen["others"][tag],
            "ValueError",
            what="an unknown tag",
            names=("loss", "old only", "old too", "new only"),
        )


@check("read_scalars", points=0.3, hint="A histogram is stored as a tensor too, and so is a text.")
def test_only_scalars_are_read(readings):
    for tag in ("weights/kernel", "remarks"):
        assert_raised(readings.seen["others"][tag], "ValueError", what="the tag of a histogram or a text")


@check("read_scalars", points=0.15, hint="A folder below is another run: its tags are not here.")
def test_folders_below_are_left_out(readings):
    assert_raised(readings.seen["others"]["only below"], "ValueError", what="a tag of a folder below")


@check("read_scalars", points=0.15, hint="Where there are no event files, there are no tags either.")
def test_empty_folder_has_no_tags(readings):
    assert_raised(readings.seen["empty"], "ValueError", what="any tag in an empty folder")


# log_scalars


@observe
def logged(learner, series):
    """The event files right after each call: in a new folder, of other kinds of numbers, beside what was there."""
    import tensorflow as tf

    first, others = new_folder(), new_folder()
    learner.log_scalars(first, "loss/training", list(series))
    one = files_below(first)
    learner.log_scalars(first, "accuracy", series[:3])
    both = files_below(first)
    elsewhere = new_folder(exists=True)
    learner.log_scalars(elsewhere, "accuracy", series[3:6])
    learner.log_scalars(others, "array", np.array(series[:5]))
    learner.log_scalars(others, "tensors", [tf.constant(number) for number in series[:4]])
    numbers = {"integers": [3, 0, 70000], "zero and NaN": [0.5, 0.0, float("nan"), 1.0], "nothing": []}
    attempts = {tag: attempt(learner.log_scalars, others, tag, values) for tag, values in numbers.items()}
    more = {"others": files_below(others), "elsewhere": files_below(elsewhere)}
    return {"one": one, "both": both, **more, "attempts": attempts}


@evaluate
def series_logs(logged, series):
    """What was logged; `series` makes the reference's answer one of this run."""
    return {name: files if name == "attempts" else contents(files) for name, files in logged.items()}


def same_series(series_logs, name, tag, what):
    """Fail unless a series was logged as it should."""
    same_rows(rows_of(series_logs.seen[name], tag), rows_of(series_logs.expected[name], tag), what)


@check("log_scalars", points=0.6, hint="Every value is a record of its own, and on disk when the function returns.")
def test_logs_the_values(series_logs):
    rows = [row for _, tag, rows in series_logs.seen["one"]["scalars"] if tag == "loss/training" for row in rows]
    expected = rows_of(series_logs.expected["one"], "loss/training")
    assert len(rows) == len(expected), f"{len(rows)} records for {len(expected)} values"
    assert_close(
        np.array([value for _, value in rows]), np.array([value for _, value in expected]), what="the values logged"
    )


@check("log_scalars", points=0.4, hint="The first value has step 0, the next one step 1.")
def test_logs_the_steps(series_logs):
    rows = [row for _, tag, rows in series_logs.seen["one"]["scalars"] if tag == "loss/training" for row in rows]
    assert rows, "nothing under the tag"
    assert [step for step, _ in rows] == list(range(len(rows))), "the steps are not 0, 1, 2, …"


@check("log_scalars", points=0.4, hint="The event file lies in the folder that is given, under the tag that is given.")
def test_logs_into_the_folder(series_logs):
    same_series(series_logs, "one", "loss/training", "a series in a new folder")


@check("log_scalars", points=0.3, hint="A second series in the same folder leaves the first one alone.")
def test_logs_two_series_side_by_side(series_logs):
    for tag in ("loss/training", "accuracy"):
        same_series(series_logs, "both", tag, "two series in one folder")
    same_series(series_logs, "elsewhere", "accuracy", "a series of the same tag in another folder")


@check("log_scalars", points=0.2, hint="Arrays, integers and tensors hold numbers, too.")
def test_logs_other_kinds_of_numbers(series_logs):
    value_of(series_logs.seen["attempts"]["integers"], "log_scalars with integers")
    for tag in ("array", "integers", "tensors"):
        same_series(series_logs, "others", tag, f"a series of other numbers ({tag})")
    assert "raised" not in series_logs.seen["attempts"]["nothing"], "an empty list of values raises an error"


@check(
    "log_scalars", points=0.1, hint="Every value has its step: zeros too, and the NaN of a training that went wrong."
)
def test_logs_zero_and_nan(series_logs):
    value_of(series_logs.seen["attempts"]["zero and NaN"], "log_scalars with zero and NaN")
    same_series(series_logs, "others", "zero and NaN", "a series with zero and NaN")
