"""Wrong: all callbacks share their numbers; those of the latest one hold.

Fails: test_rate_of_any_size
"""

import keras
import tensorflow as tf


class Staircase(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.writer = tf.summary.create_file_writer(self.log_dir)

    def on_epoch_begin(self, epoch, logs=None):
        rate = self.initial * self.decay ** (epoch // self.every)
        self.model.optimizer.learning_rate = rate
        with self.writer.as_default():
            tf.summary.scalar("learning rate", rate, step=epoch)

    def on_train_end(self, logs=None):
        self.writer.close()


def learning_rate_callback(log_dir, initial, decay, every):
    Staircase.log_dir, Staircase.initial, Staircase.decay, Staircase.every = log_dir, initial, decay, every
    return Staircase()
