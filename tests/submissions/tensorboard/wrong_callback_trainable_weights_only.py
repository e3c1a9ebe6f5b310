"""Wrong: a callback by hand writes histograms of the weights that train: frozen ones and moving statistics have none.

Fails: test_histograms_of_all_weights
"""

import keras
import tensorflow as tf


class ByHand(keras.callbacks.Callback):
    def __init__(self, log_dir, histogram_freq):
        super().__init__()
        self.log_dir, self.histogram_freq = log_dir, histogram_freq

    def on_train_begin(self, logs=None):
        self.writer = tf.summary.create_file_writer(self.log_dir)
        model = self.model
        traced = tf.function(lambda x: model(x)).get_concrete_function(tf.TensorSpec(model.input_shape))
        with self.writer.as_default():
            tf.summary.graph(traced.graph)

    def on_epoch_end(self, epoch, logs=None):
        with self.writer.as_default(epoch):
            for name, value in (logs or {}).items():
                tf.summary.scalar(name, value)
            if self.histogram_freq and epoch % self.histogram_freq == 0:
                for weight in self.model.trainable_weights:
                    tf.summary.histogram(weight.path, weight)

    def on_train_end(self, logs=None):
        self.writer.close()


def tensorboard_callback(log_dir, histogram_freq=1):
    return ByHand(log_dir, histogram_freq)
