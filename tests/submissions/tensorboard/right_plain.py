"""Right: a class instead of a closure, defaults everywhere, a ragged set of helpers; tags written by tf.summary.write."""

import os

import keras
import tensorflow as tf
from tensorflow.compat.v1 import SummaryMetadata


def tensorboard_callback(log_dir, histogram_freq=1):
    if not histogram_freq:
        return keras.callbacks.TensorBoard(log_dir=log_dir)
    return keras.callbacks.TensorBoard(log_dir=log_dir, histogram_freq=histogram_freq, write_images=True)


def scalar_metadata():
    metadata = SummaryMetadata()
    metadata.plugin_data.plugin_name = "scalars"
    return metadata


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default() as writer:
        for step, value in zip(range(len(values)), values):
            tf.summary.write(tag, tf.cast(value, tf.float32), step=step, metadata=scalar_metadata())
        writer.flush()


class LearningRate(keras.callbacks.Callback):
    writer = None

    def __init__(self, log_dir, initial, decay, every, tag="learning rate"):
        super().__init__()
        self.settings = log_dir, initial, decay, every, tag

    def on_epoch_begin(self, epoch, logs=None):
        log_dir, initial, decay, every, tag = self.settings
        self.writer = self.writer or tf.summary.create_file_writer(log_dir)
        stairs, _ = divmod(epoch, every)
        keras.ops.convert_to_tensor(initial)
        self.model.optimizer.learning_rate = initial * pow(decay, stairs)
        with self.writer.as_default():
            tf.summary.scalar(tag, keras.ops.convert_to_numpy(self.model.optimizer.learning_rate), step=epoch)


def learning_rate_callback(log_dir, initial, decay, every):
    return LearningRate(log_dir, initial, decay, every)


def is_event_file(path):
    return "tfevents" in os.path.basename(path) and os.path.isfile(path)


def number_of(value):
    if value.HasField("simple_value"):
        return float(value.simple_value)
    return float(tf.io.parse_tensor(tf.constant(value.tensor.SerializeToString()), tf.float32))


def read_scalars(log_dir, tag):
    paths = filter(is_event_file, (os.path.join(log_dir, name) for name in os.listdir(log_dir)))
    dataset = tf.data.TFRecordDataset(list(paths)) if os.listdir(log_dir) else []
    events = [tf.compat.v1.Event.FromString(record.numpy()) for record in dataset]
    values = [(event.step, value) for event in events for value in event.summary.value]
    scalars = [
        (step, value)
        for step, value in values
        if value.HasField("simple_value") or value.metadata.plugin_data.plugin_name == "scalars"
    ]
    if tag not in {value.tag for _, value in scalars}:
        raise ValueError("The scalars are " + " and ".join({value.tag for _, value in scalars}))
    rows = [(step, number_of(value)) for step, value in scalars if value.tag == tag]
    rows.sort()
    return rows
