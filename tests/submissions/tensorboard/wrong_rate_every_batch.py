"""Wrong: logs in every batch.

Fails: test_rate_logged_is_the_rate
"""

import keras
import tensorflow as tf


def learning_rate_callback(log_dir, initial, decay, every):
    class Staircase(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.writer = tf.summary.create_file_writer(log_dir)

        def on_epoch_begin(self, epoch, logs=None):
            self.epoch, self.rate = epoch, initial * decay ** (epoch // every)
            self.model.optimizer.learning_rate = self.rate

        def on_train_batch_end(self, batch, logs=None):
            with self.writer.as_default():
                tf.summary.scalar("learning rate", self.rate, step=self.epoch)

        def on_train_end(self, logs=None):
            self.writer.close()

    return Staircase()
