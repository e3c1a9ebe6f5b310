"""Wrong: the rate never gets above the first one.

Fails: test_rate_of_any_size
"""

import keras
import tensorflow as tf


def learning_rate_callback(log_dir, initial, decay, every):
    class Staircase(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.writer = tf.summary.create_file_writer(log_dir)

        def on_epoch_begin(self, epoch, logs=None):
            rate = min(initial, initial * decay ** (epoch // every))
            self.model.optimizer.learning_rate = rate
            with self.writer.as_default():
                tf.summary.scalar("learning rate", rate, step=epoch)

        def on_train_end(self, logs=None):
            self.writer.close()

    return Staircase()
