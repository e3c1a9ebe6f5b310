"""Wrong: counts the epochs itself.

Fails: test_rate_of_a_later_epoch
"""

import keras
import tensorflow as tf


def learning_rate_callback(log_dir, initial, decay, every):
    class Staircase(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.writer, self.count = tf.summary.create_file_writer(log_dir), 0

        def on_epoch_begin(self, epoch, logs=None):
            rate = initial * decay ** (self.count // every)
            self.count += 1
            self.model.optimizer.learning_rate = rate
            with self.writer.as_default():
                tf.summary.scalar("learning rate", rate, step=epoch)

        def on_train_end(self, logs=None):
            self.writer.close()

    return Staircase()
