"""Right: the error of read_scalars shows all that was found, tags with their rows; the rate is logged by a subclass of TensorBoard."""

import os

import keras
import tensorflow as tf


def tensorboard_callback(log_dir, histogram_freq=1):
    return keras.callbacks.TensorBoard(
        log_dir, histogram_freq=histogram_freq, write_steps_per_second=True, update_freq=1
    )


class Rate(keras.callbacks.TensorBoard):
    """TensorBoard with a schedule: its own files lie in train/, that of the rate in the folder itself."""

    def __init__(self, log_dir, rate_of):
        super().__init__(log_dir, write_graph=False)
        self.rate_of = rate_of

    def on_epoch_begin(self, epoch, logs=None):
        super().on_epoch_begin(epoch, logs)
        self.model.optimizer.learning_rate.assign(self.rate_of(epoch))

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        with tf.summary.create_file_writer(os.path.join(self.log_dir)).as_default():
            tf.summary.scalar("learning rate", self.model.optimizer.learning_rate.numpy(), step=epoch)


def learning_rate_callback(log_dir, initial, decay, every):
    return Rate(log_dir, lambda epoch: initial * decay ** (epoch // every))


def read_scalars(log_dir, tag):
    series = {}
    for name in sorted(os.listdir(log_dir)):
        path = os.path.join(log_dir, name)
        if "tfevents" not in name or os.path.isdir(path):
            continue
        for event in tf.compat.v1.train.summary_iterator(path):
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    series.setdefault(value.tag, []).append((event.step, value.simple_value))
                elif value.metadata.plugin_data.plugin_name == "scalars":
                    series.setdefault(value.tag, []).append((event.step, float(tf.make_ndarray(value.tensor))))
    if tag not in series:
        raise ValueError(f"no scalar is called {tag!r}; there are: {series}")
    return sorted(series[tag])
