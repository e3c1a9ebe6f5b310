"""Right: subclasses of Keras' own callbacks, set_as_default with a flush, the old summary_iterator."""

import os

import keras
import tensorflow as tf


class Logged(keras.callbacks.TensorBoard):
    """The same with another name, and a word about it."""

    def on_train_begin(self, logs=None):
        print("logging to", self.log_dir)
        super().on_train_begin(logs)


def tensorboard_callback(log_dir: str, histogram_freq: int = 1, **options):
    return Logged(log_dir=log_dir, histogram_freq=histogram_freq, write_steps_per_second=True, **options)


def log_scalars(log_dir, tag, values):
    writer = tf.summary.create_file_writer(log_dir)
    writer.set_as_default()
    for step in range(len(values)):
        tf.summary.scalar(name=tag, data=values[step], step=step)
    writer.flush()


class Rates(keras.callbacks.LearningRateScheduler):
    def __init__(self, log_dir, schedule):
        super().__init__(schedule)
        self.place = log_dir

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        writer = tf.summary.create_file_writer(self.place)
        with writer.as_default(step=epoch):
            tf.summary.scalar("learning rate", self.model.optimizer.learning_rate)
        writer.close()


def learning_rate_callback(log_dir, initial, decay, every):
    return Rates(log_dir, lambda epoch, rate: initial * decay ** (epoch // every))


def read_scalars(log_dir, tag):
    series = {}
    for name in os.listdir(log_dir):
        path = os.path.join(log_dir, name)
        if os.path.isdir(path) or not name.startswith("events.out.tfevents."):
            continue
        for event in tf.compat.v1.train.summary_iterator(path):
            for value in event.summary.value:
                kind = value.WhichOneof("value")
                if kind == "simple_value":
                    number = value.simple_value
                elif kind == "tensor" and value.metadata.plugin_data.plugin_name == "scalars":
                    number = float(tf.make_ndarray(value.tensor))
                else:
                    continue
                series.setdefault(value.tag, {})[event.step] = number
    if tag not in series:
        raise ValueError("unknown tag " + tag + ", known: " + str(list(series)))
    return sorted(series[tag].items())
