"""A callback by hand with a writer for training and one for validation, a traced graph, paths from pathlib."""

import os

import keras
import numpy as np
import tensorflow as tf


from pathlib import Path


class Log(keras.callbacks.Callback):
    def __init__(self, folder, freq=1):
        super().__init__()
        self.folder, self.freq, self.graph_written = Path(folder), freq, False

    def set_model(self, model):
        super().set_model(model)
        self.train = tf.summary.create_file_writer(str(self.folder / "train"))
        self.valid = tf.summary.create_file_writer(str(self.folder / "validation"))

    def on_epoch_end(self, epoch, logs={}):
        for name, value in logs.items():
            writer, tag = (self.valid, name[4:]) if name.startswith("val_") else (self.train, name)
            with writer.as_default(step=epoch):
                tf.summary.scalar("epoch_" + tag, value)
        with self.train.as_default(step=epoch):
            if not self.graph_written:
                tf.summary.trace_on(graph=True)
                tf.function(self.model)(tf.zeros((1, 3)))
                tf.summary.trace_export("model", step=0)
                self.graph_written = True
            if self.freq and epoch % self.freq == 0:
                for layer in self.model.layers:
                    for weight in layer.weights:
                        tf.summary.histogram(f"{layer.name}/{weight.name}", keras.ops.convert_to_numpy(weight))
        self.train.flush()
        self.valid.flush()


def tensorboard_callback(log_dir, histogram_freq=1):
    return Log(log_dir, histogram_freq)


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(os.fspath(log_dir)).as_default():
        [tf.summary.scalar(tag, v, step=i) for i, v in enumerate(np.asarray(values, dtype="float64"))]
        tf.summary.flush()
