"""Histograms of absolute values.

Fails: test_histograms_hold_the_weights
"""

import keras
import tensorflow as tf


class ByHand(keras.callbacks.Callback):
    def __init__(self, log_dir, freq):
        super().__init__()
        self.log_dir, self.freq = log_dir, freq

    def on_train_begin(self, logs=None):
        self.writer = tf.summary.create_file_writer(self.log_dir)
        self.start = self.model.get_weights()
        model = self.model
        traced = tf.function(lambda x: model(x)).get_concrete_function(tf.TensorSpec(model.input_shape))
        with self.writer.as_default():
            tf.summary.graph(traced.graph)

    def on_epoch_end(self, epoch, logs=None):
        with self.writer.as_default(epoch):
            for name, value in (logs or {}).items():
                tf.summary.scalar(name, value)
            if self.freq and epoch % self.freq == 0:
                for k, weight in enumerate(self.model.weights):
                    tf.summary.histogram(weight.path, tf.abs(weight.value))

    def on_train_end(self, logs=None):
        self.writer.close()


def tensorboard_callback(log_dir, histogram_freq=1):
    return ByHand(log_dir, histogram_freq)
