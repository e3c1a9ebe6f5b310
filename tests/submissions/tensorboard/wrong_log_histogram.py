"""Wrong: one histogram of all values.

Fails: test_logs_the_values
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        tf.summary.histogram(tag, values, step=0)
