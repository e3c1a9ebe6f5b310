"""No rate falls below 1e-6.

Fails: test_rate_of_any_size
"""

import keras
import tensorflow as tf


class Staircase(keras.callbacks.Callback):
    def __init__(self, log_dir, initial, decay, every, min_rate=1e-6):
        super().__init__()
        self.log_dir, self.initial, self.decay, self.every, self.min_rate = log_dir, initial, decay, every, min_rate

    def on_train_begin(self, logs=None):
        self.writer = tf.summary.create_file_writer(self.log_dir)

    def on_epoch_begin(self, epoch, logs=None):
        rate = max(self.initial * self.decay ** (epoch // self.every), self.min_rate)
        self.model.optimizer.learning_rate = rate
        with self.writer.as_default():
            tf.summary.scalar("learning rate", rate, step=epoch)

    def on_train_end(self, logs=None):
        self.writer.close()


def learning_rate_callback(log_dir, initial, decay, every):
    return Staircase(log_dir, initial, decay, every)
