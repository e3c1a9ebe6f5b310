"""Wrong: multiplies the current rate every few epochs.

Fails: test_rate_of_a_later_epoch
"""

import keras
import tensorflow as tf


def learning_rate_callback(log_dir, initial, decay, every):
    class Staircase(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.writer = tf.summary.create_file_writer(log_dir)
            self.rate = initial

        def on_epoch_begin(self, epoch, logs=None):
            if epoch and epoch % every == 0:
                self.rate *= decay
            self.model.optimizer.learning_rate = self.rate
            with self.writer.as_default():
                tf.summary.scalar("learning rate", self.rate, step=epoch)

        def on_train_end(self, logs=None):
            self.writer.close()

    return Staircase()
