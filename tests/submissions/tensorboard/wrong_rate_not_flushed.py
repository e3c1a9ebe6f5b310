"""Wrong: records wait in a writer that nobody flushes.

Fails: test_rate_is_logged_in_the_folder
"""

import keras
import tensorflow as tf


def learning_rate_callback(log_dir, initial, decay, every):
    writer = tf.summary.create_file_writer(log_dir, max_queue=1000, flush_millis=10**7)
    writer.set_as_default()

    def schedule(epoch):
        rate = initial * decay ** (epoch // every)
        tf.summary.scalar("learning rate", data=rate, step=epoch)
        return rate

    return keras.callbacks.LearningRateScheduler(schedule)
