"""Wrong: all values at one step.

Fails: test_logs_the_steps
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for value in values:
            tf.summary.scalar(tag, value, step=0)
