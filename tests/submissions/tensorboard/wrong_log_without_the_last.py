"""Wrong: the last value is lost.

Fails: test_logs_the_values
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for step in range(len(values) - 1):
            tf.summary.scalar(tag, values[step], step=step)
