"""Wrong: the steps start at 1.

Fails: test_logs_the_steps
"""

import tensorflow as tf


def log_scalars(log_dir, tag, values):
    with tf.summary.create_file_writer(log_dir).as_default():
        for step, value in enumerate(values, start=1):
            tf.summary.scalar(tag, value, step=step)
