"""Right: TensorBoard's file loader, which turns old scalars into new ones; a writer per record; lists for pairs."""

import pathlib

import keras
import tensorflow as tf
from tensorboard.backend.event_processing import event_file_loader
from tensorboard.util import tensor_util


def tensorboard_callback(log_dir, histogram_freq=1):
    """All options said, as positional arguments."""
    callback = keras.callbacks.TensorBoard(log_dir, histogram_freq, True, False, False, "epoch", 0)
    return callback


def log_scalars(log_dir, tag, values):
    step = -1
    writer = tf.summary.create_file_writer(str(pathlib.Path(log_dir)))
    for value in values:
        step += 1
        with writer.as_default(step):
            tf.summary.scalar(tag, value)
        writer.flush()
    writer.close()


class StepDecay(keras.callbacks.Callback):
    """The rate of the next epoch is set when an epoch ends, that of the first when the training begins."""

    def __init__(self, log_dir, initial, decay, every):
        super().__init__()
        self.initial, self.decay, self.every, self.rates = initial, decay, every, {}
        self.file = tf.summary.create_file_writer(log_dir)

    def set_rate(self, epoch):
        self.rates[epoch] = self.initial * self.decay ** (epoch // self.every)
        self.model.optimizer.learning_rate.assign(self.rates[epoch])

    def on_epoch_begin(self, epoch, logs=None):
        if epoch not in self.rates:
            self.set_rate(epoch)

    def on_epoch_end(self, epoch, logs=None):
        self.set_rate(epoch + 1)

    def on_train_end(self, logs=None):
        self.rates.pop(max(self.rates))
        with self.file.as_default():
            for epoch, rate in self.rates.items():
                tf.summary.scalar("learning rate", rate, step=epoch)
        self.file.flush()


def learning_rate_callback(log_dir, initial, decay, every):
    return StepDecay(log_dir, initial, decay, every)


def read_scalars(log_dir, tag):
    found = {}
    for path in sorted(pathlib.Path(log_dir).iterdir()):
        if path.is_file() and ".tfevents." in path.name:
            for event in event_file_loader.EventFileLoader(str(path)).Load():
                for value in event.summary.value:
                    if value.metadata.plugin_data.plugin_name == "scalars":
                        number = tensor_util.make_ndarray(value.tensor).item()
                        found.setdefault(value.tag, []).append([int(event.step), number])
    try:
        return sorted(found[tag])
    except KeyError:
        raise ValueError(f"tags: {sorted(found)}") from None
